{% macro doubled_keys(text) %}
    {#-
    The keys that stand twice in one mapping of a YAML text, of which a loader keeps the last without a word: each with the
    path to its mapping and its lines. Reads block mappings, also as items of a list, and mappings in braces; a quoted key is
    the key without its quotes, any other quoted text a word.
    -#}
    {%- set doubled, open, braces = [], [], [] -%}
    {%- set state = namespace(scalar_indent=none) -%}
    {%- for raw in text.splitlines() -%}
        {%- set number = loop.index -%}
        {%- set plain_keys = modules.re.sub('(?<![^\\s{,])(["\'])([^"\']*)\\1(?=\\s*:(\\s|$))', '\\2', raw) -%}
        {%- set words = modules.re.sub('"[^"]*"|(?<=[\\s:{,\\[(=])\'[^\']*\'', 'quoted', plain_keys) -%}
        {%- set line = modules.re.sub('(^|\\s)#.*$', '', words) -%}
        {%- set indent = line | length - line.lstrip() | length -%}
        {%- set is_text = state.scalar_indent is not none and (not line.strip() or indent > state.scalar_indent) -%}
        {%- if not is_text and line.strip() -%}
            {%- set state.scalar_indent
                = indent if modules.re.search('[:-]\\s+([&!]\\S+\\s+)*[|>][-+0-9]*\\s*$', line) else none -%}
            {%- if modules.re.match('\\s*-\\s', line) and not braces -%}
                {%- for mapping in open | reverse | list if mapping.indent > indent -%}{%- do open.pop() -%}{%- endfor -%}
                {%- set line = line.replace('-', ' ', 1) -%}
                {%- set indent = line | length - line.lstrip() | length -%}
            {%- endif -%}
            {%- set own = modules.re.match('\\s*([^\\s:{}\\[\\],-][^:{}\\[\\],]*?)\\s*:(\\s|$)', line) if not braces else none -%}
            {%- if own -%}
                {%- for mapping in open | reverse | list if mapping.indent > indent -%}{%- do open.pop() -%}{%- endfor -%}
                {%- if not open or open[-1].indent < indent -%}
                    {%- do open.append({'indent': indent, 'path': open | map(attribute='last') | list, 'seen': {}, 'last': none}) -%}
                {%- endif -%}
                {%- do note_key(open[-1], own.group(1), number, doubled) -%}
            {%- endif -%}
            {%- for part in modules.re.findall('[{}]|[^\\s{},:\\[\\]][^{},:\\[\\]]*:\\s[^{},\\[\\]]*', line[own.end():] if own else line) -%}
                {%- if part == '{' -%}
                    {%- set path = (braces[-1].path + [braces[-1].last]) if braces else open | map(attribute='last') | list -%}
                    {%- do braces.append({'path': path, 'seen': {}, 'last': none}) -%}
                {%- elif part == '}' -%}
                    {%- if braces -%}{%- do braces.pop() -%}{%- endif -%}
                {%- elif braces -%}
                    {%- do note_key(braces[-1], part.split(':')[0].strip(), number, doubled) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(doubled) }}
{% endmacro %}


{% macro note_key(mapping, key, line, doubled) %}
    {#- Enters a key into the mapping that is being read, and into `doubled` where the mapping has it already. -#}
    {%- if key in mapping.seen -%}
        {%- do doubled.append({'key': key, 'path': mapping.path, 'lines': [mapping.seen[key], line]}) -%}
    {%- endif -%}
    {%- do mapping.seen.update({key: line}) -%}
    {%- do mapping.update({'last': key}) -%}
{% endmacro %}
