"""A shop that is walked through at random, beside a model of what it should be.

`steps/` draws the steps, `model/` foretells what comes of each, `invariants/` look at the rows after each, and
`mutants/` plants mistakes to see that they are noticed. ORDER_MACHINE_RUNS says how many walks there are.
"""
