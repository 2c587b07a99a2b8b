{% macro batch_size(names) %}
    {#-
    How many event types, attributes or properties wide_features joins at once. One each is fastest, but every join holds all columns
    so far in memory, which for hundreds of names would be gigabytes.
    -#}
    {{ return(1 if names | length <= 30 else 20) }}
{% endmacro %}
