{% macro expectation_reason() -%}
    {#- What came of an expected driver, in words and figures: of the columns of expected_drivers. -#}
    case
        when topic_name is null
            then 'Too few people are known to have it, so nothing measures it yet.'
        when group_rank is null
            then 'The model does not look at it: it is the same for everybody, or something else tells as much.'
        when verdict = 'missing'
            then
                'It hardly moves the score: it is in place ' || group_rank || ' of ' || group_count || ', with '
                || {{ percent('share') }} || ' of all that moves it.'
        else
            'It is in place ' || group_rank || ' of ' || group_count || ', with ' || {{ percent('share') }}
            || ' of all that moves the score'
            || case
                when verdict = 'contradicted' and direction = 'raises' then ', but the more of it, the higher the chance.'
                when verdict = 'contradicted' then ', but the more of it, the lower the chance.'
                when direction = 'raises' then ': the more of it, the higher the chance.'
                when direction = 'lowers' then ': the more of it, the lower the chance.'
                else '; which way depends on the person.'
            end
    end
{%- endmacro %}
