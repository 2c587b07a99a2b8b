{% macro card_quality() -%}
    {#- The part of a card that says how good the model is, and for whom least: over the columns that model_cards gathers. -#}
    coalesce(chr(10) || 'Its grade is ' || grade || '. ', chr(10))
    || case
        when status = 'champion' then 'It is in use.'
        when doubt = 'too_few_outcomes'
            then 'There are too few cases that came true to tell whether it is of use, so it scores nobody.'
        when doubt = 'no_signal' then 'It is hardly better than chance or than a simple rule, so it scores nobody.'
        when doubt = 'unstable' then 'It did well at some times and badly at others, so it scores nobody.'
        when doubt = 'leaking'
            then 'Something that it looks at knows the outcome too well to have been known in time, so it scores nobody.'
        when roc_auc < minimum_roc_auc
            then
                'It misses what was asked of it, which is ' || {{ of_hundred('minimum_roc_auc') }}
                || ' times in 100, so it scores nobody.'
        else 'It scores nobody.'
    end
    || chr(10)
    || coalesce(
        'Of two people of whom one has the outcome and the other does not, it puts the right one first '
        || {{ of_hundred('roc_auc') }} || ' times in 100; 50 would be chance. With other people it might have been '
        || {{ of_hundred('roc_auc_low') }} || ' to ' || {{ of_hundred('roc_auc_high') }} || '.'
        || coalesce(
            ' The best simple rule, ' || baseline_name || ', does so ' || {{ of_hundred('baseline_roc_auc') }} || ' times.', ''
        )
        || case
            when origins > 1
                then
                    ' Over ' || origins || ' such trials since ' || graded_from || ' it was '
                    || {{ of_hundred('graded_roc_auc') }} || ' times, and from one trial to another about '
                    || {{ of_hundred('roc_auc_spread') }} || ' more or fewer than chance explains.'
            else ''
        end
        || chr(10),
        ''
    )
    || coalesce(
        'The chances that it gives lie ' || {{ of_hundred('calibration_error', 1) }}
        || ' in 100 beside what came true, on average; if all were right, it would be '
        || {{ of_hundred('calibration_error_by_chance', 1) }} || ' by chance alone.' || chr(10),
        ''
    )
    || coalesce(
        'Among the tenth that it puts first the outcome is '
        || cast(cast(lift_at_10_percent as decimal(6, 1)) as {{ dbt.type_string() }}) || ' times as frequent as among all. ' || coalesce(in_practice, '') || chr(10),
        ''
    )
    || coalesce(
        'Of ' || slices || ' kinds of people it does least well among these: ' || {{ spoken('slice') }}
        || '. There it puts the right one first ' || {{ of_hundred('slice_roc_auc') }} || ' times in 100 (' || {{ of_hundred('slice_roc_auc_low') }} || ' to '
        || {{ of_hundred('slice_roc_auc_high') }} || '), among ' || slice_people || ' people of whom ' || slice_positives
        || ' had the outcome.' || chr(10),
        ''
    )
{%- endmacro %}
