{# One row per thing in a prediction's block, or in sensitive_features, that cannot be meant, and the sentence that says so. #}
{{ config(post_hook="{{ stop_on_problems() }}") }}
{%- set claims = prediction_claims() %}

with

known_words as (
    select * from {{ ref('known_words') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

claims as (
    {%- for claim in claims %}
    select
        {{ text_literal(claim.prediction_name) }} as prediction_name,
        {{ text_literal(claim.key) }} as key,
        {{ text_literal(claim.kind) }} as kind,
        {{ text_literal(claim.word) }} as word,
        {{ text_literal(claim.objection) }} as objection,
        {{ claim.settled_after_days }} as settled_after_days
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {%- for column in ['prediction_name', 'key', 'kind', 'word', 'objection'] %}
        {{ text_literal(none) }} as {{ column }},
        {%- endfor %}
        cast(null as integer) as settled_after_days
    where false
    {%- endfor %}
),

-- in a history shorter than the first outcome takes to settle, what was never seen may be still to come
unknown_claims as (
    select
        claims.prediction_name,
        claims.key,
        claims.kind,
        claims.word
    from claims
    cross join as_of_dates
    where
        claims.objection is null
        and {{ add_days('as_of_dates.history_from', 'claims.settled_after_days') }} <= as_of_dates.as_of_date
        and not exists (
            select 1
            from known_words
            where
                known_words.word = claims.word
                and {{ is_word_for('known_words.kind', 'claims.kind') }}
        )
),

candidates as (
    select
        unknown_claims.prediction_name,
        unknown_claims.key,
        unknown_claims.kind,
        unknown_claims.word,
        known_words.word as nearest_word,
        row_number() over (
            partition by unknown_claims.prediction_name, unknown_claims.key, unknown_claims.word
            order by levenshtein(unknown_claims.word, known_words.word), known_words.word
        ) as nearest_first
    from unknown_claims
    left join known_words
        on
            {{ is_word_for('known_words.kind', 'unknown_claims.kind') }}
            and 2 * levenshtein(unknown_claims.word, known_words.word) <= length(unknown_claims.word)
),

problems as (
    select
        prediction_name,
        key,
        case kind
            when 'event' then 'is ''' || word || ''', and no source has sent an event of that name'
            when 'column' then 'names the column ''' || word || ''', which person_features does not have'
            when 'event_column' then 'names the column ''' || word || ''', which events do not have'
            when 'driver' then 'names ''' || word || ''', which is no event, attribute or feature'
            else 'names ''' || word || ''', which is no event, attribute, property of an event or feature'
        end as objection,
        case
            when nearest_word is not null then 'did you mean ''' || nearest_word || '''?'
            else 'staging.known_words lists those there are.'
        end as remedy
    from candidates
    where nearest_first = 1
    union all
    select
        prediction_name,
        key,
        'is "' || word || '", which ' || objection as objection,
        'correct it in vars.yml.' as remedy
    from claims
    where objection is not null
),

prediction_problems as (
    select
        prediction_name,
        key,
        case
            when prediction_name is null then 'The variable ''' || key || ''' in vars.yml '
            else 'Prediction ''' || prediction_name || ''': ''' || key || ''' '
        end || objection || '; ' || remedy as sentence
    from problems
)

select * from prediction_problems
