{% macro batch_size(names) %}
    {#-
    How many event types, attributes or properties wide_features joins at once. One each is fastest, but every join holds all columns
    so far in memory and is planned with all of them, which for hundreds of names would be gigabytes: those are joined in four.
    -#}
    {{ return(1 if names | length <= 30 else [20, (names | length / 4) | round(0, 'ceil') | int] | max) }}
{% endmacro %}
