{% macro label_components(edges, labels) %}
    {#-
    Fills `labels` (graph, node, component) with the connected components of each graph in `edges` (graph, left_node,
    right_node), for the nodes that have an edge to another; component is the smallest node in it.

    Method: randomised contraction (Boegeholz, Brand and Todor, "In-database connected component analysis", 2020). In a
    round every node takes the neighbour, itself included, that a freshly drawn permutation puts first; edges are rewritten
    to these representatives; self-loops and doubles are dropped; and so on until no edge is left. The expected number of
    rounds grows with the logarithm of the number of nodes, whatever the shape, and each is a fraction of the one before.
    Then the rounds are composed backwards. The permutation is an affine map modulo a prime, which needs no engine's own hash
    function and can be undone, so that the first neighbour is a plain minimum.
    -#}
    {%- set remaining = 'scratch_component_remaining' -%}
    {%- set representatives = 'scratch_component_representatives_' -%}
    {%- set last = 'scratch_component_last_representatives' -%}
    {%- set prime = 2147483647 -%}
    {%- set state = namespace(rounds=0, factor=1, inverse=1, edges=1) -%}

    {% call fill_scratch_table(remaining) %}
        select graph, left_node, right_node from {{ edges }} where left_node != right_node
    {% endcall %}
    {%- for round in range(1, 1000) if state.edges > 0 -%}
        {#- 48271 and its inverse modulo the prime; the shift is another power of it -#}
        {%- set state.factor = state.factor * 48271 % prime -%}
        {%- set state.inverse = state.inverse * 1899818559 % prime -%}
        {%- set shift = state.factor * state.factor % prime -%}
        {% call fill_scratch_table(representatives ~ round) %}
            select
                graph,
                node,
                (least(min({{ permuted('neighbour', state.factor, shift) }}), {{ permuted('node', state.factor, shift) }})
                + {{ prime - shift }}) % {{ prime }} * {{ state.inverse }} % {{ prime }} as representative
            from (
                select graph, left_node as node, right_node as neighbour from {{ remaining }}
                union all
                select graph, right_node as node, left_node as neighbour from {{ remaining }}
            ) as neighbours
            group by graph, node
        {% endcall %}
        {% call fill_scratch_table(remaining) %}
            select distinct
                e.graph,
                least(l.representative, r.representative) as left_node,
                greatest(l.representative, r.representative) as right_node
            from {{ remaining }} as e
            inner join {{ representatives ~ round }} as l on e.graph = l.graph and e.left_node = l.node
            inner join {{ representatives ~ round }} as r on e.graph = r.graph and e.right_node = r.node
            where l.representative != r.representative
        {% endcall %}
        {%- set state.rounds = round -%}
        {%- set state.edges = fetch_value('select count(*) from ' ~ remaining) -%}
    {%- endfor -%}

    {% call fill_scratch_table(last) %}
        select graph, node, representative from {{ representatives ~ state.rounds }}
    {% endcall %}
    {%- for round in range(state.rounds - 1, 0, -1) -%}
        {% call fill_scratch_table(last) %}
            select e.graph, e.node, coalesce(l.representative, e.representative) as representative
            from {{ representatives ~ round }} as e
            left join {{ last }} as l on e.graph = l.graph and e.representative = l.node
        {% endcall %}
    {%- endfor -%}
    {% call fill_scratch_table(labels) %}
        select l.graph, l.node, c.component
        from {{ last }} as l
        inner join (
            select graph, representative, min(node) as component from {{ last }} group by graph, representative
        ) as c on l.graph = c.graph and l.representative = c.representative
    {% endcall %}
{% endmacro %}


{% macro permuted(node, factor, shift) -%}
    ({{ node }} * {{ factor }} + {{ shift }}) % 2147483647
{%- endmacro %}
