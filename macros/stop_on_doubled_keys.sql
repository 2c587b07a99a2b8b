{% macro stop_on_doubled_keys() %}
    {#- Stops a run before any model where vars.yml has a key twice: the loader would keep the last and forget the first. -#}
    {%- set text = file_text((invocation_args_dict.get('project_dir') or '.') ~ '/vars.yml') -%}
    {%- set sentences = [] -%}
    {%- for each in doubled_keys(text or '') -%}
        {%- set place = each.path[1:] -%}
        {%- if place[:1] == ['predictions'] and place | length > 1 -%}
            {%- set where = "Prediction '" ~ place[1] ~ "'" ~ (', ' ~ place[2:] | join(', ') if place[2:] else '') -%}
        {%- else -%}
            {%- set where = each.path | join(', ') or 'The file' -%}
        {%- endif -%}
        {%- do sentences.append(
            where ~ " has the key '" ~ each.key ~ "' twice in vars.yml, on line " ~ each.lines | unique | join(' and line ')
            ~ '; keep one of them.'
        ) -%}
    {%- endfor -%}
    {%- if sentences -%}{% do stop(sentences | join('\n')) %}{%- endif -%}
{% endmacro %}
