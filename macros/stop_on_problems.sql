{% macro stop_on_problems() %}
    {#- After a model of problems is built: ends the build there, before identity, with every sentence in it. -#}
    {%- call statement('problems', fetch_result=True) -%}
        select sentence from {{ this }} where sentence is not null order by sentence
    {%- endcall -%}
    {%- set sentences = load_result('problems')['data'] | map('first') | list -%}
    {%- if sentences -%}{% do stop(sentences | join('\n')) %}{%- endif -%}
{% endmacro %}
