{% macro identity_state(dates) %}
    {#-
    CTEs that end in `identity_state` (as_of_date, known, rules): what identity rested on for each as_of_date of the CTE
    `dates`, as fingerprints of what was known before it and of the rules that hold at today's as-of date.
    -#}
    {#- the first word is to be raised with any change to what propensity.contesting or a materialization gives -#}
    {%- set code = ['1', setting('identifier_types') | string, block_reason('x'), listed_identifier('x'), identifier_type('x'), identifier_value('x')] -%}
    {%- for node in (graph.nodes.values() if execute else []) | sort(attribute='unique_id')
        if node.resource_type == 'model' and node.package_name == 'propensity' and node.fqn[1] == 'identity' -%}
        {%- do code.append(node.checksum.checksum) -%}
    {%- endfor %}
known_identifiers as (
    select
        {{ dates }}.as_of_date,
        {{ fingerprint(['sightings.identifier', 'sightings.first_known_at']) }} as known_fingerprint
    from {{ dates }}
    inner join {{ ref('sightings') }} as sightings on {{ dates }}.as_of_date > sightings.first_known_at
    group by {{ dates }}.as_of_date
),

known_edges as (
    select
        {{ dates }}.as_of_date,
        {{ fingerprint(['edges.left_identifier', 'edges.right_identifier', 'edges.known_at', 'edges.source_name']) }} as known_fingerprint
    from {{ dates }}
    inner join {{ ref('identity_edges') }} as edges on {{ dates }}.as_of_date > edges.known_at
    group by {{ dates }}.as_of_date
),

rule_rows as (
    select
        'blocked' as rule,
        identifier as left_identifier,
        '' as right_identifier,
        effective_from,
        reason
    from {{ ref(setting('blocked_identifiers')) }}
    union all
    select
        'apart' as rule,
        left_identifier,
        coalesce(right_identifier, '') as right_identifier,
        effective_from,
        reason
    from {{ ref(setting('identity_repairs')) }}
),

rules_that_hold as (
    select
        {{ fingerprint([
            'rule', 'left_identifier', 'right_identifier', "coalesce(effective_from, cast('1970-01-01' as date))",
            "coalesce(reason, '')",
        ]) }} as rule_fingerprint
    from rule_rows
    cross join {{ ref('as_of_dates') }} as as_of_dates
    where rule_rows.effective_from is null or rule_rows.effective_from <= as_of_dates.as_of_date
),

identity_state as (
    select
        {{ dates }}.as_of_date,
        coalesce(known_identifiers.known_fingerprint, '') || ',' || coalesce(known_edges.known_fingerprint, '') as known,
        '{{ local_md5(code | join) }},' || coalesce(rules_that_hold.rule_fingerprint, '') as rules
    from {{ dates }}
    left join known_identifiers on {{ dates }}.as_of_date = known_identifiers.as_of_date
    left join known_edges on {{ dates }}.as_of_date = known_edges.as_of_date
    cross join rules_that_hold
)
{%- endmacro %}
