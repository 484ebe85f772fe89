"""Telling people: notices inside the product, and the outbox of mails.

Owns what was told to whom, who read it, who turned mail off, and the state of every mail.
Knows no subject: whoever has something to say gives the text, the address of the page and a key that is said once.
"""
