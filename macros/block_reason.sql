{% macro block_reason(identifier) -%}
    {#-
    Why an identifier is nobody's in any company, by its value alone; null where it may be somebody's. The names of roles are
    those of RFC 2142 and what mail programs answer from; what follows a plus sign does not count.
    -#}
    {%- set value = 'lower(' ~ identifier_value(identifier) ~ ')' -%}
    {%- set name = "split_part(split_part(" ~ value ~ ", '@', 1), '+', 1)" -%}
    case
        when
            {{ value }} in (
                'null', '(null)', 'undefined', 'none', '(none)', 'nil', 'nan', 'n/a', 'unknown', 'anonymous', '(not set)',
                '[object object]'
            )
            then 'a word for no value'
        when {{ value }} like '%0%' and translate({{ value }}, '0-:.', '') = '' then 'nothing but zeros'
        when {{ identifier }} like 'email:%@%' and {{ name }} in ('test', 'tester', 'testing', 'dummy', 'fake')
            then 'a test address'
        when
            {{ identifier }} like 'email:%@%'
            and {{ name }} in (
                'info', 'marketing', 'sales', 'support', 'abuse', 'noc', 'security', 'postmaster', 'hostmaster', 'usenet',
                'news', 'webmaster', 'www', 'uucp', 'ftp', 'admin', 'administrator', 'root', 'contact', 'office', 'help',
                'mailer-daemon', 'noreply', 'no-reply', 'donotreply', 'do-not-reply'
            )
            then 'the address of a role'
    end
{%- endmacro %}
