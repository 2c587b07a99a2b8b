{% macro feature_definition() %}
    {#-
    A fingerprint of what features mean, whatever the rows: of the settings and the models that make them. Once it is another,
    their history is written anew, and models are trained on what they mean now.
    -#}
    {%- set said = [
        setting('feature_windows'), setting('half_life_days'), setting('maximum_daily_events'), setting('maximum_name_length'),
        setting('minimum_people_per_event_type'), setting('maximum_properties'), setting('maximum_values_per_property'),
        setting('identifier_types'), day_parts(), fading_weight('days_ago'), gap_measures(), day_spacing(['identifier']),
    ] -%}
    {%- for node in (graph.nodes.values() if execute else []) | sort(attribute='unique_id')
        if node.resource_type == 'model' and node.package_name == 'propensity' and node.fqn[1] == 'features' -%}
        {%- do said.append(node.checksum.checksum) -%}
    {%- endfor -%}
    {{ return(local_md5(said | join('|'))) }}
{% endmacro %}
