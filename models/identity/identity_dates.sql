{# One row per date at which features or labels ask who is who: of features, of settled labels, of the last training. #}
-- depends_on: {{ ref('prediction_problems') }}
-- depends_on: {{ ref('unreadable_shares') }}

with

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

identity_dates as (
    select feature_date
    from feature_dates
    {%- for settled_after in label_days() %}
    union
    select {{ add_days('feature_dates.feature_date', settled_after) }} as feature_date
    from feature_dates
    cross join as_of_dates
    where {{ add_days('feature_dates.feature_date', settled_after) }} <= as_of_dates.as_of_date
    {%- endfor %}
    union
    select last_ends.learns_until as feature_date
    from {{ source('previous', 'learning_ends') }} as last_ends
    inner join as_of_dates on last_ends.learns_until <= as_of_dates.as_of_date
)

select * from identity_dates
