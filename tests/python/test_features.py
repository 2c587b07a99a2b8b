"""Features against the rows that they are made of."""

import datetime

import pytest


def test_a_day_counts_half_for_every_half_life_ago(built_small_company):
    rows = built_small_company.query("""
        select person_id, feature_date, event_name, cast(fading_active_days as double)
        from features.event_features
        where event_name in ('article_read', 'payment_succeeded')
        order by 1, 2, 3
        limit 500
    """)
    days = {}
    for person_id, feature_date, event_name, event_date in built_small_company.query("""
        select distinct i.person_id, i.feature_date, e.event_name, e.event_date
        from identity.identifiers_by_date as i
        inner join features.daily_events as e on i.identifier = e.identifier and e.known_date < i.feature_date
        where e.event_date >= i.feature_date - interval 365 day
    """):
        days.setdefault((person_id, feature_date, event_name), []).append((feature_date - event_date).days)
    assert len({event_name for _, _, event_name, _ in rows}) == 2
    for *key, fading in rows:
        assert fading == pytest.approx(sum(0.5 ** ((ago - 1) / 20) for ago in days[tuple(key)]), abs=1e-6)


def test_the_age_of_an_attribute_is_that_of_the_value_beside_it(built_small_company):
    rows = built_small_company.query("""
        select f.days_since, f.feature_date - max(cast(a.valid_from as date))
        from features.attribute_features as f
        inner join identity.identifiers_by_date as i using (person_id, feature_date)
        inner join staging.attributes as a
            on
                i.identifier = a.identifier
                and f.attribute_name = a.attribute_name
                and a.known_at < f.feature_date
        group by f.person_id, f.feature_date, f.attribute_name, f.days_since
    """)
    assert len({ours for ours, _ in rows}) > 10
    assert all(ours == expected for ours, expected in rows)


def test_sixteen_weeks_have_no_season(built_small_company):
    assert built_small_company.query(
        "select count(*) from features.feature_catalog where family = 'calendar'"
    ) == [(0,)]


def test_the_season_of_a_long_history_is_a_point_on_a_circle(demo):
    rows = demo.query(
        "select distinct feature_date, season_cosine, season_sine from features.person_features"
    )
    assert {round(cosine**2 + sine**2, 4) for _, cosine, sine in rows} == {1.0}
    points = {date: (cosine, sine) for date, cosine, sine in rows}
    assert points[datetime.date(2026, 1, 5)][0] > 0.99
    assert points[datetime.date(2025, 7, 7)][0] < -0.99
    assert points[datetime.date(2025, 3, 31)][1] > 0.99


def test_models_read_a_window_as_if_it_were_whole_and_populations_read_what_was_counted(built_small_company):
    catalog = built_small_company.query(
        "select feature, window_days, counted_from from features.feature_catalog "
        "where counted_from is not null and feature not like 'event_trend%' "
        "and coalesce(event_name, 'article_read') = 'article_read'"
    )
    scaled = 0
    for feature, window, counted_from in catalog:
        rows = built_small_company.query(
            f"""
            select p.feature_date, sum(p."{feature}"), sum(c."{feature}")
            from features.person_features as p
            inner join features.comparable_features as c using (person_id, feature_date)
            group by p.feature_date
            """
        )
        assert len(rows) > 10
        for date, counted, read in rows:
            known = (date - counted_from).days
            if not 0 < known < window or not counted:
                assert read == counted
            else:
                scaled += 1
                assert read == pytest.approx(counted * window / known)
    assert scaled > 50


def test_a_pace_against_a_window_that_is_not_whole_is_scaled_down(built_small_company):
    rows = built_small_company.query(
        """
        select p.feature_date - k.counted_from, k.window_days, p.event_trend_30d, c.event_trend_30d
        from features.person_features as p
        inner join features.comparable_features as c using (person_id, feature_date)
        inner join features.feature_catalog as k on k.feature = 'event_trend_30d'
        where p.event_trend_30d > 0 and p.feature_date > k.counted_from
        """
    )
    assert len(rows) > 100
    for known, window, counted, read in rows:
        assert read == pytest.approx(counted * min(known, window) / window)
