{% materialization component_spans, default %}
    {#-
    Which component every node belonged to, and since when, for edges that became known day by day.

    The model's query gives (left_node, right_node, known_date): bigint nodes below 2^31, the smaller the older, and a
    date; a row with left_node = right_node says when a node was first known. The table has (node, component, known_date):
    from the day after known_date on, and until the node's next row, its component is the one whose oldest node is `component`.

    Method: divide and conquer over the days. On each level the days are cut into segments. The edges of a segment's first
    half give its components, of all segments at once (label_components); the edges of its second half are rewritten to
    those components; and both halves are segments of the next level. Once a segment is one day, its components are that
    day's merges, and following each node through the merges gives its spans. A level reads every edge at most once, so
    d days cost log2(d) component runs, whatever the shape of the graph.
    -#}
    {{ run_hooks(pre_hooks) }}

    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set is_anew = grows_anew(existing_relation) -%}
    {%- if not is_anew -%}
        {#- what an earlier run of the same day added -#}
        {% call statement('forget') %}
            delete from {{ existing_relation }} where exists (
                select 1 from {{ ref('kept_identity') }} as kept where known_date >= kept.known_before
            )
        {% endcall %}
    {%- endif -%}

    {%- set first_date = fetch_value('select min(known_date) from (' ~ sql ~ ') as edges') or '1970-01-01' -%}
    {%- set arrivals = 'scratch_component_arrivals' -%}
    {% call fill_scratch_table(arrivals) %}
        select
            left_node,
            right_node,
            {{ dbt.datediff("cast('" ~ first_date ~ "' as date)", 'known_date', 'day') }} as day
        from ({{ sql }}) as edges
    {% endcall %}
    {%- set newborn = 'scratch_component_newborn' -%}
    {% do follow_newborn(arrivals, newborn) %}

    {%- set work = 'scratch_component_work' -%}
    {% call fill_scratch_table(work) %}
        select coalesce(l.root, e.left_node) as left_node, coalesce(r.root, e.right_node) as right_node, e.day
        from {{ arrivals }} as e
        left join {{ newborn }} as l on e.left_node = l.node
        left join {{ newborn }} as r on e.right_node = r.node
        where coalesce(l.root, e.left_node) != coalesce(r.root, e.right_node)
    {% endcall %}

    {#- the components that the table ends with, of the nodes in it that something new is joined to -#}
    {%- set kept = 'scratch_component_kept' -%}
    {%- if is_anew -%}
        {% call fill_scratch_table(kept) %}
            select left_node as node, left_node as component from {{ work }} where false
        {% endcall %}
    {%- else -%}
        {% call fill_scratch_table(kept) %}
            select s.node, min(s.component) as component
            from {{ existing_relation }} as s
            inner join (
                select left_node as node from {{ work }}
                union
                select right_node as node from {{ work }}
                union
                select root as node from {{ newborn }}
            ) as e on s.node = e.node
            group by s.node
        {% endcall %}
        {% call fill_scratch_table(work) %}
            select coalesce(l.component, e.left_node) as left_node, coalesce(r.component, e.right_node) as right_node, e.day
            from {{ work }} as e
            left join {{ kept }} as l on e.left_node = l.node
            left join {{ kept }} as r on e.right_node = r.node
            where coalesce(l.component, e.left_node) != coalesce(r.component, e.right_node)
        {% endcall %}
    {%- endif -%}

    {%- set segments = 'scratch_component_segments' -%}
    {%- set labels = 'scratch_component_labels' -%}
    {%- set last_day = (fetch_value('select max(day) from ' ~ work) or 0) | int -%}
    {%- set levels = namespace(count=0) -%}
    {%- for bit in range(31) if 2 ** bit <= last_day -%}
        {%- set levels.count = bit + 1 -%}
    {%- endfor -%}

    {%- for level in range(levels.count) | reverse -%}
        {%- set segment = 'cast(floor(day / ' ~ 2 ** (level + 1) ~ ') as bigint)' -%}
        {%- set is_second_half = 'cast(floor(day / ' ~ 2 ** level ~ ') as bigint) % 2 = 1' -%}
        {% call fill_scratch_table(segments) %}
            select {{ segment }} as graph, left_node, right_node from {{ work }} where not ({{ is_second_half }})
        {% endcall %}
        {% do label_components(segments, labels) %}
        {% call fill_scratch_table(work) %}
            select left_node, right_node, day from {{ work }} where not ({{ is_second_half }})
            union all
            select
                least(coalesce(l.component, e.left_node), coalesce(r.component, e.right_node)) as left_node,
                greatest(coalesce(l.component, e.left_node), coalesce(r.component, e.right_node)) as right_node,
                e.day
            from (select *, {{ segment }} as graph from {{ work }} where {{ is_second_half }}) as e
            left join {{ labels }} as l on e.graph = l.graph and e.left_node = l.node
            left join {{ labels }} as r on e.graph = r.graph and e.right_node = r.node
            where coalesce(l.component, e.left_node) != coalesce(r.component, e.right_node)
        {% endcall %}
    {%- endfor %}

    {% call fill_scratch_table(segments) %}
        select day as graph, left_node, right_node from {{ work }}
    {% endcall %}
    {% do label_components(segments, labels) %}

    {%- set spans = 'scratch_component_spans' -%}
    {% call fill_scratch_table(spans) %}
        select a.left_node as node, a.left_node as component, a.day, 0 as step
        from {{ arrivals }} as a
        left join {{ newborn }} as n on a.left_node = n.node
        where a.left_node = a.right_node and n.node is null
        {%- if not is_anew %}
        union
        select s.node, s.component, -1 as day, 0 as step
        from {{ existing_relation }} as s
        inner join {{ labels }} as m on s.component = m.node and m.node != m.component
        union
        select n.root as node, k.component, -1 as day, 0 as step
        from {{ newborn }} as n
        inner join {{ kept }} as k on n.root = k.node
        {%- endif %}
    {% endcall %}
    {%- set state = namespace(step=0, grows=true) -%}
    {%- for _ in range(100000) if state.grows -%}
        {% call statement('next_spans') %}
            insert into {{ spans }}
            select s.node, m.component, m.graph as day, {{ state.step + 1 }} as step
            from {{ spans }} as s
            inner join {{ labels }} as m on s.component = m.node
            where s.step = {{ state.step }} and m.node != m.component
        {% endcall %}
        {%- set state.step = state.step + 1 -%}
        {%- set state.grows = fetch_value('select count(*) from ' ~ spans ~ ' where step = ' ~ state.step) > 0 -%}
    {%- endfor %}

    {#- on the day of its birth a node may already have been joined: the older component is the later one -#}
    {%- set finished -%}
        select
            node,
            component,
            {{ add_days("cast('" ~ first_date ~ "' as date)", 'day') }} as known_date
        from (
            select s.node, s.component, s.day
            from {{ spans }} as s
            left join (select node, day from {{ spans }} where step = 1) as next
                on s.step = 0 and s.node = next.node and s.day = next.day
            where next.node is null and s.day >= 0
            union all
            select n.node, min(s.component) as component, n.day
            from {{ newborn }} as n
            inner join {{ spans }} as s on n.root = s.node and s.day <= n.day
            group by n.node, n.day
            union all
            select n.node, s.component, s.day
            from {{ newborn }} as n
            inner join {{ spans }} as s on n.root = s.node and s.day > n.day
        ) as every_span
    {%- endset -%}
    {%- if is_anew and existing_relation is not none -%}
        {% do adapter.drop_relation(existing_relation) %}
    {%- endif -%}
    {% call statement('main') %}
        {% if is_anew -%}
        {{ create_table_as(false, target_relation, finished) }}
        {%- else -%}
        insert into {{ target_relation }} {{ finished }}
        {%- endif %}
    {% endcall %}

    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro follow_newborn(arrivals, newborn) %}
    {#-
    Fills `newborn` (node, root, day) with the nodes that had an edge to an older one on the day of their birth: from the
    first, such a node belongs to whom the oldest of these does, and so on up to a root that has none.
    -#}
    {% call fill_scratch_table(newborn) %}
        select e.right_node as node, min(e.left_node) as root, n.day
        from {{ arrivals }} as e
        inner join {{ arrivals }} as n on e.right_node = n.left_node and n.left_node = n.right_node and e.day = n.day
        where e.left_node != e.right_node
        group by e.right_node, n.day
    {% endcall %}
    {%- set state = namespace(follows=true) -%}
    {%- for _ in range(64) if state.follows -%}
        {%- set state.follows = fetch_value(
            'select count(*) from ' ~ newborn ~ ' as n inner join ' ~ newborn ~ ' as p on n.root = p.node') > 0 -%}
        {%- if state.follows -%}
            {% call fill_scratch_table(newborn) %}
                select n.node, coalesce(p.root, n.root) as root, n.day
                from {{ newborn }} as n
                left join {{ newborn }} as p on n.root = p.node
            {% endcall %}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
