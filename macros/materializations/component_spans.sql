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

    {%- set first_date = fetch_value('select min(known_date) from (' ~ sql ~ ') as edges') or '1970-01-01' -%}

    {%- set arrivals = 'scratch_component_arrivals' -%}
    {% call fill_scratch_table(arrivals) %}
        select
            left_node,
            right_node,
            min({{ dbt.datediff("cast('" ~ first_date ~ "' as date)", 'known_date', 'day') }}) as day
        from ({{ sql }}) as edges
        group by left_node, right_node
    {% endcall %}

    {%- set work = 'scratch_component_work' -%}
    {% call fill_scratch_table(work) %}
        select left_node, right_node, day from {{ arrivals }} where left_node != right_node
    {% endcall %}

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
                min(e.day) as day
            from (select *, {{ segment }} as graph from {{ work }} where {{ is_second_half }}) as e
            left join {{ labels }} as l on e.graph = l.graph and e.left_node = l.node
            left join {{ labels }} as r on e.graph = r.graph and e.right_node = r.node
            where coalesce(l.component, e.left_node) != coalesce(r.component, e.right_node)
            group by
                e.graph,
                least(coalesce(l.component, e.left_node), coalesce(r.component, e.right_node)),
                greatest(coalesce(l.component, e.left_node), coalesce(r.component, e.right_node))
        {% endcall %}
    {%- endfor %}

    {% call fill_scratch_table(segments) %}
        select day as graph, left_node, right_node from {{ work }}
    {% endcall %}
    {% do label_components(segments, labels) %}

    {%- set spans = 'scratch_component_spans' -%}
    {% call fill_scratch_table(spans) %}
        select left_node as node, left_node as component, day, 0 as step from {{ arrivals }} where left_node = right_node
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

    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- if existing_relation is not none -%}
        {% do adapter.drop_relation(existing_relation) %}
    {%- endif -%}
    {%- set finished -%}
        select
            node,
            min(component) as component,
            {{ add_days("cast('" ~ first_date ~ "' as date)", 'day') }} as known_date
        from {{ spans }}
        group by node, day
    {%- endset -%}
    {% call statement('main') %}
        {{ create_table_as(false, target_relation, finished) }}
    {% endcall %}

    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
