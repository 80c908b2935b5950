"""One module per link of the chain; read from top to bottom they tell the whole product."""
