{% macro sufficiency_reason() %}
    {#- The verdict of data_sufficiency in words: what there is, what it takes, and what to change. -#}
    case
        when verdict in ('no_history', 'short_history') and history_from is null
            then 'There is no history yet: no source has supplied an event that counts.'
        when verdict in ('no_history', 'short_history') and history_until > as_of_date
            then
                case when gap_days > 0 then '''gap_days'' is ' || gap_days || ' and ' else '' end
                || '''horizon_days'' is ' || horizon_days || ', so an outcome is known after ' || settled_after_days
                || ' days, and learning and grading take ' || history_days_needed || ' days of history. There are '
                || history_days || ', since ' || history_from || '; there will be enough on ' || history_until || '.'
                || case
                    when longest_horizon >= 1
                        then ' A horizon of at most ' || longest_horizon || ' days could be learnt today.'
                    else ''
                end
        when verdict = 'short_history'
            then
                'The outcome is known of ' || people || ' people, but on no date early enough to learn from before the'
                || ' ones to grade on.'
        when verdict = 'waiting_for_columns'
            then
                '''population'' names ' || missing_columns || ', no column of person_features yet: fewer than'
                || ' {{ setting('minimum_people_per_event_type') }} people have it (minimum_people_per_event_type), or'
                || ' others came first (maximum_event_types, maximum_attributes). Until it is one, nobody can be asked.'
        when verdict = 'nobody_asked'
            then
                '''population'' is "' || population || '", and nobody was in it on any date of which the outcome'
                || ' is known. Look in features.person_features at the values that it compares with.'
        when verdict = 'already_happened'
            then
                'None of the ' || people || ' people asked about had the outcome on any date, and all who were asked last'
                || ' had had ''' || outcome_event || ''' before: ''population'' asks those who already did it. Ask those'
                || ' who have not, such as with "days_since_' || {{ feature_slug('outcome_event') }} || ' is null".'
        when verdict = 'never_happens'
            then
                'None of the ' || people || ' people asked about had the outcome on any date. Look whether what'
                || ' ''outcome'' asks for can happen to those in ''population''.'
        when verdict = 'always_happens' and not outcome_happens
            then
                'None of the ' || people || ' people asked about reached the number of events on any date, which is the'
                || ' outcome. Ask for fewer (''at_least'') within more days (''horizon_days''), or other people.'
        when verdict = 'always_happens'
            then
                'All of the ' || people || ' people asked about had the outcome on every date: it is the population'
                || ' itself. Ask for more (''at_least'', ''where'') within fewer days (''horizon_days''), or other'
                || ' people.'
        when verdict in ('too_few_to_learn', 'too_few_to_grade')
            then
                case
                    when verdict = 'too_few_to_learn'
                        then
                            'There are ' || training_positives || ' people with the outcome and ' || training_negatives
                            || ' without to learn from; it takes about ' || training_positives_needed
                            || ' of each, and ' || holdout_positives_needed || ' others to grade on.'
                    else
                        'There are ' || holdout_positives || ' people with the outcome and ' || holdout_negatives
                        || ' without to grade on; it takes about ' || holdout_positives_needed || ' of each.'
                end
                || ' At '
                || case
                    when outcomes_per_day >= 0.1 then cast(cast(outcomes_per_day as decimal(18, 1)) as {{ dbt.type_string() }}) || ' more a day'
                    else 'one more in ' || cast(round(1 / outcomes_per_day) as integer) || ' days'
                end
                || ' there will be enough '
                || coalesce('on ' || ready_on, 'in more than ten years') || '.'
                || case
                    when what_helps = 'people'
                        then ' More people help sooner: a wider ''population'', or a longer ''horizon_days''.'
                    else ''
                end
        else
            'There are ' || training_positives || ' people with the outcome to learn from and ' || holdout_positives
            || ' to grade on.'
    end
{%- endmacro %}
