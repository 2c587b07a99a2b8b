{% macro look_at_raw_tables() %}
    {#-
    Before any model: the columns of the raw tables that this run's models read with raw_rows. Stops where a table or a required
    column is missing, with every sentence, and warns of each optional one.
    -#}
    {%- set read = {} -%}
    {%- for node in graph.nodes.values() if node.unique_id in selected_resources -%}
        {%- if 'macro.propensity.raw_rows' in node.depends_on.macros -%}
            {%- for id in node.depends_on.nodes if id in graph.sources -%}{%- do read.update({id: graph.sources[id]}) -%}{%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set seen, problems = [], [] -%}
    {%- for table in read.values() | sort(attribute='unique_id') -%}
        {%- set where = "Source '" ~ table.source_name ~ "': the raw table '" ~ table.name ~ "' " -%}
        {%- set declared = raw_columns(table.source_name, table.name) -%}
        {%- set relation = source(table.source_name, table.name) -%}
        {%- set found = found_columns(relation) -%}
        {%- if found is none -%}
            {%- do problems.append(where ~ 'is not there (' ~ (relation.external or relation.render())
                ~ '). Load it, or take the source out of vars.yml.') -%}
        {%- endif -%}
        {%- if not declared -%}
            {%- do problems.append(where ~ "has no 'columns' in the YAML of its source. List those that staging reads.") -%}
        {%- endif -%}
        {%- set there = found | default([], true) | map(attribute='name') | map('lower') | list -%}
        {%- set spare = there | reject('in', declared | map(attribute='name') | map('lower') | list) | list -%}
        {%- for column in declared if found is not none and column.name | lower not in there -%}
            {%- if column.is_optional -%}
                {% do exceptions.warn(where ~ "lacks the optional column '" ~ column.name ~ "', which is read as null.") %}
            {%- else -%}
                {%- set nearest = nearest_word(column.name, spare) -%}
                {%- do problems.append(where ~ "lacks the column '" ~ column.name ~ "'. "
                    ~ ("It has '" ~ nearest ~ "', which nothing reads: was it renamed? " if nearest else '')
                    ~ "Load it again, or correct the YAML of the source and the staging models that read it;"
                    ~ " with 'optional: true' in its 'meta' it may be missing.") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for column in found or [] -%}
            {#- an ENUM's type has its values in brackets -#}
            {%- do seen.append([table.source_name, table.name, column.name, column.type.split('(')[0]]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if problems -%}{% do stop(problems | join('\n')) %}{%- endif -%}
    {{ return(seen) }}
{% endmacro %}
