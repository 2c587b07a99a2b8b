{% macro over_holdouts() -%}
    {#- What a figure was measured over, where that is more than the latest holdout. -#}
    case when origins > 1 then ' over ' || origins || ' holdouts since ' || graded_from else '' end
{%- endmacro %}
