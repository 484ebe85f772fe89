"""What joins the registers of people: congresses against sitting women and the pipeline, training of who holds a post.

Reads cadres, pipeline, congresses and training, and meets people by `Someone` alone. Owns no table; what it works out
it can explain down to the records, as far as the reader may read them.
"""
