{% macro expectation_words() -%}
    {#- What came of an expected driver as a card says it: over the columns of expected_drivers. -#}
    case verdict
        when 'confirmed' then 'As expected, '
        when 'contradicted' then 'Against what was expected, '
        when 'missing' then 'Expected and missing, '
        else 'Expected by nobody, '
    end
    || {{ spoken('driver') }} || '. ' || reason
{%- endmacro %}
