"""The edges of docs/algorithms/pricing.md §3 and §10: when promotions apply, to which units, and what they take."""

from datetime import UTC, datetime, time
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comanda.kernel.money import RoundingMode
from comanda.kernel.time import WeeklyWindow
from comanda.pricing.inputs import (
    AmountOffItems,
    AmountOffOrder,
    BuyGet,
    Cart,
    Charge,
    Effect,
    FixedPriceSet,
    Line,
    PercentOffItems,
    PercentOffOrder,
    Pick,
    Promotion,
    PromotionUse,
    Reward,
    Terms,
)
from comanda.pricing.promotions import applies_at
from comanda.pricing.quote import quote
from comanda.pricing.result import DiscountRow, Quote
from tests.unit.pricing.carts import (
    LONG_AGO,
    NOON,
    amount_off,
    amounts,
    by_rule,
    line,
    line_nets,
    pct,
    percent_off,
    pick,
    price,
    promotion,
    tax,
    uid,
    uids,
)

HALF = pct("50")
EVERY_DAY = frozenset(range(7))


def off(quoted: Quote) -> list[int]:
    return [sum(amounts(entry.discounts)) for entry in quoted.lines]


def windowed(*windows: WeeklyWindow) -> Promotion:
    return Promotion(uid("p"), "p", PercentOffOrder(HALF), LONG_AGO, windows=windows)


def applies(found: Promotion, instant: str, zone: str = "UTC", dining_option: str | None = None) -> bool:
    at = datetime.fromisoformat(instant)
    return applies_at(found, uid(dining_option) if dining_option else None, at, at.astimezone(ZoneInfo(zone)))


class TestWhen:
    def test_start_is_included_and_end_is_not(self) -> None:
        starts, ends = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
        dated = Promotion(uid("p"), "p", PercentOffOrder(HALF), starts, ends)
        assert not applies(dated, "2026-02-28T23:59:59+00:00")
        assert applies(dated, "2026-03-01T00:00:00+00:00")
        assert applies(dated, "2026-03-31T23:59:59+00:00")
        assert not applies(dated, "2026-04-01T00:00:00+00:00")

    def test_dates_are_instants_whatever_offset_they_are_written_in(self) -> None:
        dated = Promotion(uid("p"), "p", PercentOffOrder(HALF), datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Singapore")))
        assert applies(dated, "2026-02-28T16:00:00+00:00")
        assert not applies(dated, "2026-03-01T00:00:00+09:00")

    def test_window_is_in_the_zone_of_the_location(self) -> None:
        lunch = windowed(WeeklyWindow(frozenset({4}), time(11), time(14)))
        assert applies(lunch, "2026-03-06T03:00:00+00:00", "Asia/Singapore")
        assert not applies(lunch, "2026-03-06T11:00:00+00:00", "Asia/Singapore")
        assert applies(lunch, "2026-03-06T11:00:00+00:00", "UTC")

    def test_weekday_is_the_local_one(self) -> None:
        friday = windowed(WeeklyWindow(frozenset({4}), time(0), time(0)))
        assert applies(friday, "2026-03-05T16:00:00+00:00", "Asia/Singapore")
        assert not applies(friday, "2026-03-06T16:00:00+00:00", "Asia/Singapore")
        assert not applies(friday, "2026-03-06T04:59:59+00:00", "America/New_York")

    def test_window_over_midnight_from_sunday_into_monday(self) -> None:
        late = windowed(WeeklyWindow(frozenset({6}), time(22), time(2)))
        assert applies(late, "2026-03-08T22:00:00+00:00")
        assert applies(late, "2026-03-09T01:59:59+00:00")
        assert not applies(late, "2026-03-09T02:00:00+00:00")
        assert not applies(late, "2026-03-09T22:00:00+00:00")
        assert not applies(late, "2026-03-08T01:00:00+00:00")

    def test_any_of_several_windows_is_enough(self) -> None:
        both = windowed(WeeklyWindow(EVERY_DAY, time(11), time(14)), WeeklyWindow(EVERY_DAY, time(18), time(21)))
        assert [applies(both, f"2026-03-06T{hour:02}:00:00+00:00") for hour in (10, 11, 14, 18, 21)] == [
            False,
            True,
            False,
            True,
            False,
        ]

    def test_window_moves_with_daylight_saving_time(self) -> None:
        morning = windowed(WeeklyWindow(EVERY_DAY, time(9), time(10)))
        assert applies(morning, "2026-03-28T08:30:00+00:00", "Europe/Berlin")
        assert not applies(morning, "2026-03-29T08:30:00+00:00", "Europe/Berlin")
        assert applies(morning, "2026-03-29T07:30:00+00:00", "Europe/Berlin")

    def test_an_hour_that_the_clocks_skip_does_not_occur(self) -> None:
        skipped = windowed(WeeklyWindow(EVERY_DAY, time(2), time(3)))
        assert not applies(skipped, "2026-03-29T00:59:59+00:00", "Europe/Berlin")
        assert not applies(skipped, "2026-03-29T01:00:00+00:00", "Europe/Berlin")

    def test_an_hour_that_the_clocks_repeat_counts_twice(self) -> None:
        repeated = windowed(WeeklyWindow(EVERY_DAY, time(2), time(3)))
        assert applies(repeated, "2026-10-25T00:30:00+00:00", "Europe/Berlin")
        assert applies(repeated, "2026-10-25T01:30:00+00:00", "Europe/Berlin")
        assert not applies(repeated, "2026-10-25T02:00:00+00:00", "Europe/Berlin")

    def test_dining_options_are_a_condition_only_when_named(self) -> None:
        dine_in = Promotion(uid("p"), "p", PercentOffOrder(HALF), LONG_AGO, dining_options=uids("dine-in"))
        now = NOON.isoformat()
        assert applies(dine_in, now, dining_option="dine-in")
        assert not applies(dine_in, now, dining_option="take-away")
        assert not applies(dine_in, now)
        assert applies(windowed(), now)

    def test_a_promotion_outside_its_time_is_not_in_the_quote(self) -> None:
        lunch = windowed(WeeklyWindow(EVERY_DAY, time(11), time(12)))
        terms = Terms(zone=ZoneInfo("Asia/Singapore"))
        inside, outside = datetime(2026, 3, 6, 3, 30, tzinfo=UTC), datetime(2026, 3, 6, 11, 30, tzinfo=UTC)
        assert price(line("a", 100), terms=terms, automatic=(lunch,), at=inside).total == 50
        assert price(line("a", 100), terms=terms, automatic=(lunch,), at=outside).total == 100
        brought = (PromotionUse(lunch, uid("v")),)
        assert price(line("a", 100), terms=terms, vouchers=brought, at=outside).total == 100


class TestMinimumSpend:
    @pytest.mark.parametrize(("spend", "expected"), [(999, 999), (1000, 500), (1001, 500)])
    def test_is_reached_exactly(self, spend: int, expected: int) -> None:
        for effect in (PercentOffItems(pick(), HALF), PercentOffOrder(HALF)):
            assert price(line("a", spend), automatic=(promotion(effect, min_spend=1000),)).total == expected

    def test_counts_all_lines_and_not_only_the_picked_ones(self) -> None:
        quoted = price(
            line("a", 400),
            line("b", 600),
            automatic=(promotion(PercentOffItems(pick("a"), HALF), min_spend=1000),),
        )
        assert off(quoted) == [200, 0]

    def test_is_after_discounts_on_lines(self) -> None:
        deal = promotion(PercentOffItems(pick(), HALF), min_spend=1000)
        assert price(line("a", 1000, 1, amount_off(1)), automatic=(deal,)).total == 999

    def test_is_after_promotions_on_items_before_it(self) -> None:
        first = promotion(AmountOffItems(pick(), 1), "first")
        second = promotion(PercentOffItems(pick(), HALF), "second", min_spend=1000)
        assert price(line("a", 1000), automatic=(first, second)).total == 999
        assert price(line("a", 1000), automatic=(second, first)).total == 499

    def test_of_an_order_promotion_is_after_the_order_discounts_before_it(self) -> None:
        deal = promotion(PercentOffOrder(HALF), min_spend=1000)
        assert price(line("a", 1000), discounts=(amount_off(1),), automatic=(deal,)).total == 999

    def test_of_an_item_promotion_is_before_order_discounts(self) -> None:
        deal = promotion(PercentOffItems(pick(), HALF), min_spend=1000)
        assert price(line("a", 1000), discounts=(amount_off(1),), automatic=(deal,)).total == 499

    @pytest.mark.parametrize(("spend", "total"), [(999, 1209), (1000, 1110)])
    def test_of_a_manufacturer_promotion_is_the_subtotal_without_charges_and_taxes(
        self, spend: int, total: int
    ) -> None:
        mall = Promotion(uid("mall"), "mall", AmountOffOrder(100), LONG_AGO, min_spend=1000, manufacturer=True)
        quoted = price(
            line("a", spend, taxes="t"),
            terms=Terms(
                (tax("t", "10"),), (Charge(uid("fee"), "fee", uids("dine-in"), amount=100, taxes=(uid("t"),)),)
            ),
            automatic=(mall,),
            dining_option="dine-in",
        )
        assert quoted.total == total

    def test_of_a_manufacturer_promotion_ignores_manufacturer_discounts_before_it(self) -> None:
        mall = Promotion(uid("mall"), "mall", AmountOffOrder(100), LONG_AGO, min_spend=1000, manufacturer=True)
        quoted = price(line("a", 1000), discounts=(amount_off(300, manufacturer=True),), automatic=(mall,))
        assert amounts(quoted.manufacturer_discounts) == [300, 100]


class TestPicks:
    def test_by_item_or_by_category_or_every_line(self) -> None:
        lines = (line("a", 100, categories="food hot"), line("b", 100, categories="food"), line("c", 100))
        for picked, expected in (
            (pick("a"), [50, 0, 0]),
            (pick(categories="food"), [50, 50, 0]),
            (pick("c", "hot"), [50, 0, 50]),
            (pick(), [50, 50, 50]),
            (pick("nothing"), [0, 0, 0]),
        ):
            assert off(price(*lines, automatic=(promotion(PercentOffItems(picked, HALF)),))) == expected

    def test_an_open_item_is_picked_only_with_every_line(self) -> None:
        open_item = Line(100)
        assert off(price(open_item, automatic=(promotion(PercentOffItems(pick("a"), HALF)),))) == [0]
        assert off(price(open_item, automatic=(promotion(PercentOffItems(Pick(), HALF)),))) == [50]


class TestPercentAndAmount:
    def test_percent_rounds_each_line(self) -> None:
        quoted = price(line("a", 5), line("b", 5), automatic=(promotion(PercentOffItems(pick(), HALF)),))
        assert off(quoted) == [3, 3]
        terms = Terms(rounding=RoundingMode.HALF_EVEN)
        quoted = price(line("a", 5), line("b", 7), terms=terms, automatic=(promotion(PercentOffItems(pick(), HALF)),))
        assert off(quoted) == [2, 4]

    def test_amount_is_per_unit_and_stops_at_the_net(self) -> None:
        deal = promotion(AmountOffItems(pick(), 30))
        assert off(price(line("a", 100, 3), line("b", 20, 2), automatic=(deal,))) == [90, 40]

    def test_amount_counts_once_for_a_measured_line(self) -> None:
        assert off(price(line("fish", 1000, measure=2500), automatic=(promotion(AmountOffItems(pick(), 30)),))) == [30]

    def test_percent_reaches_measured_lines(self) -> None:
        assert off(price(line("fish", 1000, measure=2500), automatic=(promotion(PercentOffItems(pick(), HALF)),))) == [
            1250
        ]

    def test_amount_off_the_order_stops_at_what_is_left(self) -> None:
        quoted = price(line("a", 50), automatic=(promotion(AmountOffOrder(80)), promotion(AmountOffOrder(10), "late")))
        assert amounts(quoted.discounts) == [50]
        assert quoted.total == 0

    def test_what_takes_nothing_has_no_row_but_a_manual_discount_has(self) -> None:
        quoted = price(
            line("a", 0, 1, percent_off("10")),
            automatic=(promotion(PercentOffItems(pick(), HALF)), promotion(PercentOffOrder(HALF), "order")),
            discounts=(amount_off(5),),
        )
        assert amounts(quoted.lines[0].discounts) == [0]
        assert amounts(quoted.discounts) == [0]

    @pytest.mark.parametrize("reward", [False, True])
    def test_maximum_holds_over_all_lines_and_on_the_order(self, reward: bool) -> None:
        for effect in (PercentOffItems(pick(), HALF), PercentOffOrder(HALF)):
            rewards = (Reward(uid("r"), "r", 1, effect, 60),) if reward else ()
            automatic = () if reward else (promotion(effect, max_amount=60),)
            quoted = price(line("a", 100), line("b", 100), rewards=rewards, automatic=automatic)
            assert quoted.total == 140
            assert [entry.net for entry in quoted.lines] == [70, 70]

    def test_maximum_of_a_deal_shrinks_it_and_its_units_stay_used(self) -> None:
        deal = promotion(BuyGet(pick("a"), 1, pick("b"), 1), max_amount=30)
        again = promotion(BuyGet(pick("a"), 1, pick("b"), 1), "again")
        assert off(price(line("a", 100), line("b", 80), automatic=(deal, again))) == [0, 30]


class TestBuyGet:
    def test_needs_all_its_units(self) -> None:
        deal = promotion(BuyGet(pick("a"), 2, pick("a"), 1))
        assert [off(price(line("a", 100, qty), automatic=(deal,)))[0] for qty in range(1, 8)] == [
            0,
            0,
            100,
            100,
            100,
            200,
            200,
        ]

    def test_units_of_all_picked_lines_count_together(self) -> None:
        deal = promotion(BuyGet(pick(), 2, pick(), 1))
        assert off(price(line("a", 300), line("b", 200), line("c", 100), automatic=(deal,))) == [0, 0, 100]

    def test_gives_the_cheapest(self) -> None:
        deal = promotion(BuyGet(pick("a"), 1, pick(categories="sweet"), 1))
        lines = (line("cake", 500, categories="sweet"), line("a", 900), line("bun", 200, categories="sweet"))
        assert off(price(*lines, automatic=(deal,))) == [0, 0, 200]

    def test_get_pool_smaller_than_the_buys_would_allow(self) -> None:
        deal = promotion(BuyGet(pick("a"), 1, pick("b"), 2))
        assert off(price(line("a", 100, 5), line("b", 30, 3), automatic=(deal,))) == [0, 60]
        assert off(price(line("a", 100, 5), line("b", 30, 1), automatic=(deal,))) == [0, 0]

    def test_overlapping_picks_use_a_unit_once(self) -> None:
        deal = promotion(BuyGet(pick("a b"), 1, pick("b c"), 1))
        assert off(price(line("b", 100), automatic=(deal,))) == [0]
        assert off(price(line("b", 100, 2), automatic=(deal,))) == [100]
        assert off(price(line("a", 300), line("b", 100), automatic=(deal,))) == [0, 100]
        assert off(price(line("b", 100), line("c", 300), automatic=(deal,))) == [0, 300]

    def test_overlap_keeps_enough_units_to_buy(self) -> None:
        deal = promotion(BuyGet(pick("b"), 2, pick("b c"), 2))
        quoted = price(line("b", 10, 3), line("c", 500), automatic=(deal,))
        assert off(quoted) == [10, 500]
        one_kept = promotion(BuyGet(pick("a b"), 1, pick("a b c"), 2))
        assert off(price(line("a", 10), line("b", 20), line("c", 500, 2), automatic=(one_kept,))) == [10, 0, 500]

    @by_rule
    @given(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=7),
        st.sampled_from(["a", "a b", "b c", "a b c"]),
        st.integers(0, 3),
        st.sampled_from(["a", "a b", "b c", "a b c"]),
        st.integers(1, 3),
        st.sampled_from([None, 1, 2]),
    )
    def test_gives_the_cheapest_of_all_ways_to_give_the_most(
        self, units: list[tuple[str, int]], buy: str, buy_qty: int, get: str, get_qty: int, max_times: int | None
    ) -> None:
        def cheapest(times: int) -> int | None:
            ways = (
                sum(units[index][1] for index in chosen)
                for chosen in combinations(range(len(units)), times * get_qty)
                if all(units[index][0] in get for index in chosen)
                and sum(name in buy for index, (name, _) in enumerate(units) if index not in chosen) >= times * buy_qty
            )
            return min(ways, default=None)

        most = len(units) if max_times is None else max_times
        expected = next(found for times in range(most, -1, -1) if (found := cheapest(times)) is not None)
        deal = promotion(BuyGet(pick(buy), buy_qty, pick(get), get_qty, max_times=max_times))
        quoted = price(*(line(name, each) for name, each in units), automatic=(deal,))
        assert sum(off(quoted)) == expected

    def test_max_times(self) -> None:
        for times, expected in ((1, 100), (2, 200), (9, 300)):
            deal = promotion(BuyGet(pick(), 1, pick(), 1, max_times=times))
            assert off(price(line("a", 100, 6), automatic=(deal,))) == [expected]

    def test_nothing_to_buy(self) -> None:
        deal = promotion(BuyGet(pick("a"), 0, pick("b"), 1, max_times=1))
        assert off(price(line("b", 100, 3), automatic=(deal,))) == [100]

    def test_rate_is_rounded_once_on_the_exact_cost_of_the_units(self) -> None:
        half = promotion(BuyGet(pick("a"), 1, pick("a"), 1, HALF))
        assert off(price(line("a", 3, 2, amount_off(1)), automatic=(half,))) == [1 + 1]
        third_free = promotion(BuyGet(pick("a"), 2, pick("a"), 1))
        assert off(price(line("a", 100, 3, amount_off(1)), automatic=(third_free,))) == [1 + 100]
        assert off(price(line("a", 100, 3, amount_off(2)), automatic=(third_free,))) == [2 + 99]

    def test_measured_lines_have_no_units(self) -> None:
        deal = promotion(BuyGet(pick(), 1, pick(), 1))
        assert off(price(line("fish", 1000, measure=3000), line("a", 100), automatic=(deal,))) == [0, 0]

    def test_the_dearest_units_count_as_bought(self) -> None:
        first = promotion(BuyGet(pick("dear cheap"), 1, pick("gift"), 1))
        then = promotion(FixedPriceSet(((pick("dear cheap"), 1),), 1), "then")
        lines = (line("cheap", 50), line("dear", 90), line("gift", 10))
        assert off(price(*lines, automatic=(first, then))) == [49, 0, 10]


class TestFixedPriceSet:
    MEAL = FixedPriceSet(((pick("main"), 1), (pick("drink"), 2)), 1000)

    def test_needs_every_slot(self) -> None:
        deal = promotion(self.MEAL)
        assert price(line("main", 900), line("drink", 300), automatic=(deal,)).total == 1200
        assert price(line("main", 900), line("drink", 300, 2), automatic=(deal,)).total == 1000
        assert price(line("main", 900, 2), line("drink", 300, 3), automatic=(deal,)).total == 2200

    def test_as_many_sets_as_there_are_units_and_max_times(self) -> None:
        lines = (line("main", 900, 3), line("drink", 300, 6))
        for times, expected in ((None, 3000), (1, 4000), (2, 3500), (5, 3000)):
            deal = promotion(FixedPriceSet(self.MEAL.slots, 1000, times))
            assert price(*lines, automatic=(deal,)).total == expected

    def test_a_set_that_saves_nothing_is_not_made(self) -> None:
        for set_price in (1500, 1501):
            quoted = price(
                line("main", 900),
                line("drink", 300, 2),
                automatic=(promotion(FixedPriceSet(self.MEAL.slots, set_price)),),
            )
            assert quoted.total == 1500
            assert off(quoted) == [0, 0]

    def test_takes_the_dearest_units(self) -> None:
        deal = promotion(FixedPriceSet(((pick(), 2),), 100))
        assert off(price(line("a", 200), line("b", 400), line("c", 300), automatic=(deal,))) == [0, 343, 257]

    def test_slots_fill_in_the_order_written(self) -> None:
        narrow_first = FixedPriceSet(((pick("cola"), 1), (pick("cola tea"), 1)), 100)
        wide_first = FixedPriceSet(((pick("cola tea"), 1), (pick("cola"), 1)), 100)
        lines = (line("cola", 300), line("tea", 200))
        assert price(*lines, automatic=(promotion(narrow_first),)).total == 100
        assert price(*lines, automatic=(promotion(wide_first),)).total == 500

    def test_overlapping_slots_use_a_unit_once(self) -> None:
        pair = FixedPriceSet(((pick("a"), 1), (pick("a b"), 1)), 100)
        assert price(line("a", 300), automatic=(promotion(pair),)).total == 300
        assert price(line("a", 300, 2), automatic=(promotion(pair),)).total == 100
        assert price(line("a", 300, 3), line("b", 50), automatic=(promotion(pair),)).total == 200

    def test_sets_across_lines_with_uneven_quantities(self) -> None:
        trio = promotion(FixedPriceSet(((pick(), 3),), 500))
        assert price(line("a", 300, 4), line("b", 200, 3), automatic=(trio,)).total == 2 * 500 + 200

    def test_free_set_takes_lines_to_zero_and_not_below(self) -> None:
        free = promotion(FixedPriceSet(((pick("bun"), 1), (pick("red white green"), 1)), 0))
        quoted = price(
            line("bun", 34, 3, amount_off(2)),
            line("red", 3),
            line("white", 2),
            line("green", 1),
            automatic=(free,),
        )
        assert line_nets(quoted) == [0, 0, 0, 0]

    def test_measured_lines_have_no_units(self) -> None:
        deal = promotion(FixedPriceSet(((pick(), 1),), 1))
        assert off(price(line("fish", 1000, measure=3000), automatic=(deal,))) == [0]


class TestUnitsAcrossPromotions:
    def test_a_unit_bought_or_given_counts_for_no_other_deal(self) -> None:
        first = promotion(BuyGet(pick("a"), 1, pick("b"), 1), "first")
        for then in (BuyGet(pick("a"), 1, pick("c"), 1), BuyGet(pick("b"), 1, pick("c"), 1)):
            lines = (line("a", 100), line("b", 80), line("c", 60))
            assert off(price(*lines, automatic=(first, promotion(then, "then")))) == [0, 80, 0]

    def test_a_unit_of_a_set_counts_for_no_other_deal(self) -> None:
        first = promotion(FixedPriceSet(((pick("a"), 1), (pick("b"), 1)), 100), "first")
        then = promotion(BuyGet(pick("a"), 1, pick("c"), 1), "then")
        assert off(price(line("a", 100), line("b", 100), line("c", 60), automatic=(first, then))) == [50, 50, 0]

    def test_units_left_over_serve_the_next_deal(self) -> None:
        first = promotion(BuyGet(pick("a"), 1, pick("b"), 1), "first")
        then = promotion(BuyGet(pick("a"), 1, pick("c"), 1), "then")
        assert off(price(line("a", 100, 2), line("b", 80), line("c", 60), automatic=(first, then))) == [0, 80, 60]

    def test_units_in_a_deal_still_get_percent_and_amount_off(self) -> None:
        first = promotion(FixedPriceSet(((pick("a"), 1), (pick("b"), 1)), 100), "first")
        then = promotion(PercentOffItems(pick(), HALF), "then")
        assert price(line("a", 100), line("b", 100), automatic=(first, then)).total == 50

    def test_lines_of_one_price_are_told_apart_by_content_and_not_by_place(self) -> None:
        deal = promotion(BuyGet(pick(), 1, pick(), 1))
        plain, reduced = line("a", 100), line("a", 100, 1, percent_off("40"))
        taxed = line("a", 100, taxes="t")
        for one, other in ((plain, reduced), (plain, taxed)):
            terms = Terms((tax("t", "10"),))
            forth = price(one, other, terms=terms, automatic=(deal,))
            back = price(other, one, terms=terms, automatic=(deal,))
            assert forth.total == back.total
            assert line_nets(forth) == line_nets(back)[::-1]


class TestOrderAndRows:
    def test_manual_then_vouchers_then_automatic_then_rewards(self) -> None:
        effect = AmountOffItems(pick(), 1)
        quoted = price(
            line("a", 100, 1, amount_off(1, name="manual")),
            vouchers=(PromotionUse(promotion(effect, "voucher's"), uid("v")),),
            automatic=(promotion(effect, "first"), promotion(effect, "second")),
            rewards=(Reward(uid("reward"), "reward", 10, effect),),
        )
        assert [row.name for row in quoted.lines[0].discounts] == ["manual", "voucher's", "first", "second", "reward"]

    def test_the_same_order_holds_on_the_order(self) -> None:
        effect = AmountOffOrder(1)
        quoted = price(
            line("a", 100),
            discounts=(amount_off(1, name="manual"),),
            vouchers=(PromotionUse(promotion(effect, "voucher's"), uid("v")),),
            automatic=(promotion(effect, "automatic"),),
            rewards=(Reward(uid("reward"), "reward", 10, effect),),
        )
        assert [row.name for row in quoted.discounts] == ["manual", "voucher's", "automatic", "reward"]

    @pytest.mark.parametrize("effect", [AmountOffItems(Pick(), 7), AmountOffOrder(7)])
    def test_a_row_says_what_took_the_amount(self, effect: Effect) -> None:
        deal = promotion(effect, "deal")
        by_voucher = price(line("a", 100), vouchers=(PromotionUse(deal, uid("v")),))
        automatic = price(line("a", 100), automatic=(deal,))
        rewarded = price(line("a", 100), rewards=(Reward(uid("r"), "reward", 10, effect),))

        def rows(quoted: Quote) -> tuple[DiscountRow, ...]:
            return quoted.lines[0].discounts + quoted.discounts

        assert rows(by_voucher) == (DiscountRow(7, "deal", promotion_id=uid("deal"), voucher_id=uid("v")),)
        assert rows(automatic) == (DiscountRow(7, "deal", promotion_id=uid("deal")),)
        assert rows(rewarded) == (DiscountRow(7, "reward", reward_id=uid("r")),)

    def test_a_manual_row_names_its_discount_and_voucher(self) -> None:
        use = percent_off("10", name="ten", voucher="v")
        expected = (DiscountRow(10, "ten", discount_id=uid("ten"), voucher_id=uid("v")),)
        assert price(line("a", 100, 1, use)).lines[0].discounts == expected
        assert price(line("a", 100), discounts=(use,)).discounts == expected


class TestManufacturer:
    @pytest.mark.parametrize(("effect", "amount"), [(PercentOffOrder(pct("10")), 121), (AmountOffOrder(50), 50)])
    def test_promotion_is_after_charges_and_taxes(self, effect: PercentOffOrder | AmountOffOrder, amount: int) -> None:
        mall = Promotion(uid("mall"), "mall", effect, LONG_AGO, manufacturer=True)
        quoted = price(
            line("a", 1000, taxes="t"),
            terms=Terms(
                (tax("t", "10"),), (Charge(uid("fee"), "fee", uids("dine-in"), amount=100, taxes=(uid("t"),)),)
            ),
            dining_option="dine-in",
            automatic=(mall,),
        )
        assert quoted.manufacturer_discounts == (DiscountRow(amount, "mall", promotion_id=uid("mall")),)
        assert (quoted.discounts, quoted.subtotal, quoted.taxes[0].amount) == ((), 1000, 110)
        assert quoted.total == 1210 - amount

    def test_reward_is_after_discounts_of_manufacturers(self) -> None:
        quoted = price(
            line("a", 100),
            discounts=(amount_off(40, manufacturer=True),),
            rewards=(Reward(uid("r"), "r", 10, PercentOffOrder(HALF), manufacturer=True),),
        )
        assert amounts(quoted.manufacturer_discounts) == [40, 30]

    @pytest.mark.parametrize(
        "effect",
        [
            PercentOffItems(Pick(), HALF),
            AmountOffItems(Pick(), 1),
            BuyGet(Pick(), 1, Pick(), 1),
            FixedPriceSet(((Pick(), 1),), 1),
        ],
    )
    def test_effect_on_items_is_an_error(self, effect: Effect) -> None:
        with pytest.raises(ValueError, match="manufacturer"):
            Promotion(uid("p"), "p", effect, LONG_AGO, manufacturer=True)
        with pytest.raises(ValueError, match="manufacturer"):
            Reward(uid("r"), "r", 1, effect, manufacturer=True)

    def test_discount_on_a_line_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="manufacturer"):
            quote(Cart((line("a", 100, 1, amount_off(1, manufacturer=True)),)), Terms(), (), LONG_AGO)
