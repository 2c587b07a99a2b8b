{% macro batch_number(name, names) %}
    {#- In which batch of names a name stands, from 1. -#}
    {{ return(names.index(name) // batch_size(names) + 1) }}
{% endmacro %}
