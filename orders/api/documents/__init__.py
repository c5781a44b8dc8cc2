"""Carts, quotes and orders as the serializers of `told` and `quotes` describe them, written member by member.

Those make fields anew for each answer and then ask every field what it is called, which costs several times what a cart
costs to read. A test holds both to the same documents.
"""
