{% macro driver_words() -%}
    {#- A driver as a card says it: over the columns of model_drivers. -#}
    {{ spoken('description') }} || case direction
        when 'raises' then ': the more, the higher the chance'
        when 'lowers' then ': the more, the lower the chance'
        else ': up or down, depending on the person'
    end
{%- endmacro %}
