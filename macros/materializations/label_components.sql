{% macro label_components(edges, labels) %}
    {#-
    Fills `labels` (graph, node, component) with the connected components of each graph in `edges` (graph, left_node,
    right_node); component is the smallest node in it.

    Method: randomised contraction (Boegeholz, Brand and Todor, "In-database connected component analysis", 2020). In a
    round every node takes the neighbour, itself included, that a freshly drawn permutation puts first; edges are rewritten
    to these representatives; self-loops and doubles are dropped; and so on until no edge is left. The expected number of
    rounds grows with the logarithm of the number of nodes, whatever the shape. The permutation is an affine map modulo a
    prime, so it needs no engine's own hash function.
    -#}
    {%- set remaining = 'scratch_component_remaining' -%}
    {%- set representatives = 'scratch_component_representatives' -%}
    {%- set prime = 2147483647 -%}
    {%- set state = namespace(seed=1, grows=true) -%}

    {% call fill_scratch_table(labels) %}
        select graph, left_node as node, left_node as component from {{ edges }}
        union
        select graph, right_node as node, right_node as component from {{ edges }}
    {% endcall %}
    {% call fill_scratch_table(remaining) %}
        select graph, left_node, right_node from {{ edges }} where left_node != right_node
    {% endcall %}
    {%- set state.grows = fetch_value('select count(*) from ' ~ remaining) > 0 -%}

    {%- for _ in range(1000) if state.grows -%}
        {%- set factor = state.seed * 48271 % prime -%}
        {%- set state.seed = factor * 48271 % prime -%}
        {% call fill_scratch_table(representatives) %}
            select graph, node, min_by(neighbour, (neighbour * {{ factor }} + {{ state.seed }}) % {{ prime }}) as representative
            from (
                select graph, left_node as node, right_node as neighbour from {{ remaining }}
                union all
                select graph, right_node as node, left_node as neighbour from {{ remaining }}
                union all
                select graph, left_node as node, left_node as neighbour from {{ remaining }}
                union all
                select graph, right_node as node, right_node as neighbour from {{ remaining }}
            ) as neighbours
            group by graph, node
        {% endcall %}
        {% call fill_scratch_table(labels) %}
            select l.graph, l.node, coalesce(r.representative, l.component) as component
            from {{ labels }} as l
            left join {{ representatives }} as r on l.graph = r.graph and l.component = r.node
        {% endcall %}
        {% call fill_scratch_table(remaining) %}
            select distinct
                e.graph,
                least(l.representative, r.representative) as left_node,
                greatest(l.representative, r.representative) as right_node
            from {{ remaining }} as e
            inner join {{ representatives }} as l on e.graph = l.graph and e.left_node = l.node
            inner join {{ representatives }} as r on e.graph = r.graph and e.right_node = r.node
            where l.representative != r.representative
        {% endcall %}
        {%- set state.grows = fetch_value('select count(*) from ' ~ remaining) > 0 -%}
    {%- endfor %}

    {% call fill_scratch_table(labels) %}
        select graph, node, min(node) over (partition by graph, component) as component from {{ labels }}
    {% endcall %}
{% endmacro %}
