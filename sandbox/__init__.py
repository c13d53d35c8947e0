"""A WeChat platform to try, rehearse and test against: API stand-in, pusher, residents, and a phone in the browser.

It knows nothing of the product and speaks only HTTP with it, as WeChat does.
"""
