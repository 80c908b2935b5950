"""沪星, huxing: will this space programme deliver the service it promises - when, at what cost - and what would break it?"""
