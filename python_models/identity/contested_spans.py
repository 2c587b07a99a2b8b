"""One row per contested identifier number and day after which its person, the oldest of them, is another."""


def model(dbt, session):
    from propensity import contest

    dbt.config(materialized="table")
    nodes = dbt.ref("contested_nodes").order("component, node").to_arrow_table()
    edges = dbt.ref("contested_edges").order("component, turn").to_arrow_table()
    cuts = dbt.ref("cuts").order("known_date, node, other_node").to_arrow_table()
    maxima = dbt.ref("identifier_types").to_arrow_table()
    return contest(nodes, edges, cuts, maxima)
