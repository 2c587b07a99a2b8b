{# One row per model version that would ever have scored: whether it does, since when, and why. #}

with

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where slice = 'everybody'
),

trained_models as (
    select * from {{ ref('trained_models') }}
    where origin <= 1
),

learning_ends as (
    select * from {{ ref('learning_ends') }}
),

predictions as (
    select * from {{ ref('predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

last_status as (
    select * from {{ source('previous', 'model_status') }}
),

standing_decisions as (
    select * from {{ ref('standing_decisions') }}
),

candidates as (
    select
        trained_models.prediction_name,
        trained_models.model_version,
        trained_models.origin = 1 as is_latest,
        coalesce(model_evaluations.is_approved, false) as is_approved,
        coalesce(
            model_evaluations.roc_auc_low > 0.5
            and ranking_qualities.gain_high > 0
            and model_evaluations.roc_auc >= coalesce(model_evaluations.minimum_roc_auc, 0),
            false
        ) as holds_its_own,
        model_evaluations.roc_auc,
        model_evaluations.reason,
        ranking_qualities.lead_of_latest,
        ranking_qualities.lead_of_latest_low,
        learning_ends.learns_until,
        -- a holdout that reaches back to what a model learnt from flatters it
        coalesce(
            {{ add_days('trained_models.training_to', 'predictions.settled_after_days') }}
            <= model_evaluations.holdout_from,
            false
        ) as is_graded_fairly,
        bans.reason as ban_reason,
        bans.decision is not null as is_banned,
        coalesce(choices.decision = 'pin', false) as is_pinned,
        -- a roll-back holds against what was trained before it
        coalesce(choices.decision = 'roll_back' and learning_ends.learns_until <= choices.effective_from, false)
            as is_rolled_back,
        choices.reason as choice_reason,
        coalesce(last_status.status = 'champion', false) as was_champion
    from trained_models
    inner join learning_ends on trained_models.prediction_name = learning_ends.prediction_name
    inner join predictions on trained_models.prediction_name = predictions.prediction_name
    left join model_evaluations
        on trained_models.prediction_name = model_evaluations.prediction_name
        and trained_models.model_version = model_evaluations.model_version
    left join ranking_qualities
        on trained_models.prediction_name = ranking_qualities.prediction_name
        and trained_models.model_version = ranking_qualities.model_version
    left join last_status
        on trained_models.prediction_name = last_status.prediction_name
        and trained_models.model_version = last_status.model_version
    left join standing_decisions as bans
        on trained_models.prediction_name = bans.prediction_name
        and trained_models.model_version = bans.model_version
        and bans.decision = 'ban'
    left join standing_decisions as choices
        on trained_models.prediction_name = choices.prediction_name
        and trained_models.model_version = choices.model_version
        and choices.decision != 'ban'
),

-- who may score, the first in line; the latest takes over where it is shown to be no worse than what scores now
placed as (
    select
        *,
        case
            when is_pinned and not is_banned then 1
            when is_rolled_back and not is_banned then 2
            when is_latest and is_approved and not is_banned then 4
            when was_champion and not is_latest and not is_banned and holds_its_own
                then
                    case
                        when lead_of_latest_low >= -{{ setting('promotion_margin') }} or not is_graded_fairly then 5
                        else 3
                    end
        end as place
    from candidates
),

compared as (
    select
        *,
        coalesce(place = min(place) over (partition by prediction_name), false) as is_champion,
        min(place) over (partition by prediction_name) as best_place,
        max(case when is_latest then roc_auc end) over (partition by prediction_name) as latest_roc_auc,
        max(case when is_latest and is_approved and not is_banned then 1 else 0 end) over (
            partition by prediction_name
        ) = 1 as latest_may_score,
        max(case when was_champion then roc_auc end) over (partition by prediction_name) as champion_roc_auc
    from placed
),

present as (
    select
        prediction_name,
        model_version,
        case
            when is_champion then 'champion'
            when is_latest and is_approved and not is_banned then 'challenger'
            when is_latest then 'rejected'
            else 'retired'
        end as status,
        case
            when is_champion and is_pinned then 'It is pinned by model_decisions: ' || choice_reason
            when is_champion and is_rolled_back then 'It was rolled back to by model_decisions: ' || choice_reason
            when is_banned then 'It is banned by model_decisions: ' || ban_reason
            when is_latest and (is_champion or not is_approved) then reason
            when is_latest and best_place = 3
                then
                    'An AUC of ' || {{ figure('roc_auc') }} || ' is not shown to be as good as the '
                    || {{ figure('champion_roc_auc') }} || ' of the model that scores, on the same people.'
            when is_latest then 'It waits: model_decisions names another.'
            when is_champion
                then
                    'An AUC of ' || {{ figure('roc_auc') }}
                    || ' on the latest people: it goes on scoring, since the later model '
                    || case
                        when latest_may_score
                            then 'with ' || {{ figure('latest_roc_auc') }} || ' is not shown to be as good.'
                        else 'is rejected.'
                    end
            when was_champion and not holds_its_own
                then
                    'An AUC of ' || {{ figure('roc_auc') }}
                    || ' on the latest people is not good enough to go on scoring.'
            when best_place <= 2 then 'It does not score, since model_decisions names another.'
            when not was_champion then 'It does not score: what model_decisions says of it does not hold now.'
            when not is_graded_fairly
                then 'A later model scores, and the holdout is of what this one learnt from, so nothing is known of it.'
            else
                'A later model scores, with an AUC of ' || {{ figure('latest_roc_auc') }} || ' and no worse than its '
                || {{ figure('roc_auc') }} || ' on the same people.'
        end as reason
    from compared
),

past as (
    select
        last_status.prediction_name,
        last_status.model_version,
        case
            when last_status.status = 'champion' then 'retired'
            when last_status.status = 'challenger' then 'rejected'
            else last_status.status
        end as status,
        case
            when last_status.status = 'champion'
                then 'It cannot score any more: its prediction, or what it reads, is not there or is another.'
            when last_status.status = 'challenger' then 'A later model was trained before it was shown to be no worse.'
            else last_status.reason
        end as reason
    from last_status
    left join candidates
        on last_status.prediction_name = candidates.prediction_name
        and last_status.model_version = candidates.model_version
    where candidates.model_version is null
),

known as (
    select *
    from present
    union all
    select *
    from past
),

model_status as (
    select
        known.prediction_name,
        known.model_version,
        known.status,
        known.reason,
        case
            when last_status.status = known.status and last_status.since <= as_of_dates.as_of_date
                then last_status.since
            else as_of_dates.as_of_date
        end as since
    from known
    cross join as_of_dates
    left join last_status
        on known.prediction_name = last_status.prediction_name and known.model_version = last_status.model_version
)

select * from model_status
