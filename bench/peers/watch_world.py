"""What Evidently, NannyML and river make of one world, day by day.

Each detector gives a number for each day, from the rows that were there by then: the larger, the more alarming. What counts as an
alarm is decided outside, by one rule for all. Windows: seven days of leads, as a weekly report has them, looked at daily; fourteen days
of labels; one day of what came to a table.
"""

import os

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
os.environ["DO_NOT_TRACK"] = "1"

import warnings

warnings.filterwarnings("ignore")

import nannyml
import numpy
import pandas
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from nannyml.chunk import Chunk, Chunker
from river import drift as river_drift
from river.drift import binary as river_binary

LEAD_DAYS = 7
LABEL_DAYS = 14
# a value of few different ones is a category, as Evidently takes it
FEW_VALUES = 5
NOTHING = float("nan")


class Windows(Chunker):
    """Windows that end with each day, as a daily look at the last days has them."""

    def __init__(self, days, first, last):
        super().__init__(timestamp_column_name="day")
        self.days, self.first, self.last = days, first, last

    def _split(self, data):
        chunks = []
        for day in range(self.first, self.last + 1):
            rows = data[(data["day"] > day - self.days) & (data["day"] <= day)]
            if len(rows) > 0:
                chunks.append(Chunk(key=str(day), data=rows))
        return chunks


class World:
    def __init__(self, folder, job):
        self.days = range(1, job["days"] + 1)
        self.features = job["features"]
        self.leads = pandas.read_csv(os.path.join(folder, "scored_leads.csv"))
        # seen by the first day: its first rows are the reference, as what was learnt from; holdouts, with labels, for performance
        self.reference = self.leads[self.leads["reference"] == 1]
        held = self.leads[(self.leads["held_out"] == 1) & self.leads["label"].notna()]
        self.labelled_reference = held[held["known"] <= 0].assign(day=lambda rows: rows["known"])
        fresh = self.leads[self.leads["label"].notna() & (self.leads["known"] > 0)]
        self.labelled = pandas.concat([held[held["known"] <= 0], fresh]).sort_values("known")
        self.feeds = {
            name: pandas.read_csv(os.path.join(folder, f"{name}.csv"), keep_default_na=False, na_values=[""])
            for name in job["feeds"]
        }


def watch(folder, job):
    world = World(folder, job)
    found = {}
    for contestant in (evidently, evidently_feeds, nannyml_drift, nannyml_performance, nannyml_feeds, river):
        found.update(contestant(world))
    return {name: [None if numpy.isnan(each) else float(each) for each in scores] for name, scores in found.items()}


def evidently(world):
    columns = [*world.features, "prediction"]
    share, worst, prediction, mae = [], [], [], []
    for day in world.days:
        current = within(world.leads, day, LEAD_DAYS)
        scores = [evidently_column(world.reference[name], current[name]) for name in columns]
        drifted = [each for each in scores if each is not None]
        share.append(numpy.mean([each[1] for each in drifted]) if drifted else NOTHING)
        worst.append(max((each[0] for each in drifted), default=NOTHING))
        prediction.append(scores[-1][0] if scores[-1] is not None else NOTHING)
        labelled = world.labelled[(world.labelled["known"] > day - LABEL_DAYS) & (world.labelled["known"] <= day)]
        mae.append((labelled["label"] - labelled["prediction"]).abs().mean() if len(labelled) > 0 else NOTHING)
    return {
        "Evidently: share of drifted columns": share,
        "Evidently: most drifted column": worst,
        "Evidently: drift of the predictions": prediction,
        "Evidently: mean absolute error": mae,
    }


def evidently_column(reference, current):
    """How far, over the default limit, and whether that counts as drift, by the test that Evidently chooses."""
    before, now = reference.dropna(), current.dropna()
    if len(before) == 0 or len(now) == 0:
        return None
    kind = ColumnType.Numerical if before.nunique() > FEW_VALUES else ColumnType.Categorical
    test = get_stattest(before, now, kind, None)
    result = test(before, now, kind, None)
    is_probability = "p_value" in test.display_name
    score = -numpy.log10(max(result.drift_score, 1e-300)) if is_probability else result.drift_score
    limit = -numpy.log10(result.actual_threshold) if is_probability else result.actual_threshold
    return score / limit, bool(result.drifted)


def evidently_feeds(world):
    """The data quality tests: share of missing values, rows, and columns of one value, of the last day beside days before."""
    missing, rows, constant = [], [], []
    usual = {}
    for name, feed in world.feeds.items():
        before = feed[(feed["day"] <= 0) & (feed["day"] > -56)]
        columns = [each for each in feed.columns if each != "day"]
        daily = before.groupby(numpy.ceil(before["day"]))
        usual[name] = (
            columns,
            {each: (before[each].isna().mean(), before[each].nunique()) for each in columns},
            len(before) / 56,
            {each: daily[each].apply(lambda values: values.isna().mean()).std() for each in columns},
        )
    for day in world.days:
        worst, fewest, stuck = 0.0, 0.0, 0.0
        for name, feed in world.feeds.items():
            columns, before, per_day, spread = usual[name]
            now = within(feed, day, 1)
            fewest = max(fewest, abs(len(now) - per_day) / per_day if per_day > 0 else 0.0)
            for each in columns if len(now) > 0 else []:
                share, values = before[each]
                worst = max(worst, abs(now[each].isna().mean() - share) / max(spread[each], 0.01))
                if values > 1 and now[each].nunique(dropna=False) == 1:
                    stuck = max(stuck, float(len(now)))
        missing.append(worst)
        rows.append(fewest)
        constant.append(stuck)
    return {
        "Evidently: missing values of a day": missing,
        "Evidently: rows of a day": rows,
        "Evidently: constant columns of a day": constant,
    }


def nannyml_drift(world):
    columns = [*world.features, "prediction"]
    before = windows_of(world.reference, LEAD_DAYS)
    calculator = nannyml.UnivariateDriftCalculator(column_names=columns, timestamp_column_name="day", chunker=before)
    calculator.fit(world.reference)
    normal = calculator.result.to_df()
    calculator.chunker = Windows(LEAD_DAYS, 1, len(world.days))
    found = calculator.calculate(world.leads).filter(period="analysis").to_df()
    scores = {name: over_usual(normal[name, method_of(normal, name), "value"], found, name) for name in columns}
    return {
        "NannyML: most drifted column": most(scores.values(), world),
        "NannyML: drift of the predictions": most([scores["prediction"]], world),
    }


def method_of(frame, name):
    return next(method for column, method, _ in frame.columns if column == name)


def over_usual(normal, found, name):
    """In standard deviations of the reference's windows, as its limits are."""
    values = found[name, method_of(found, name), "value"]
    keys = found["chunk", "chunk", "key"].astype(int)
    spread = max(float(normal.std(ddof=0)), 1e-9)
    return dict(zip(keys, (values - normal.mean()) / spread))


def most(all_scores, world):
    return [max((scores[day] for scores in all_scores if not numpy.isnan(scores.get(day, NOTHING))), default=NOTHING) for day in world.days]


def nannyml_performance(world):
    reference = world.labelled_reference
    days = windows_of(reference, LABEL_DAYS)
    estimator = nannyml.DLE(feature_column_names=world.features, y_pred="prediction", y_true="label", metrics=["mae"], chunker=days)
    estimator.fit(reference)
    estimator.chunker = Windows(LEAD_DAYS, 1, len(world.days))
    estimated = estimator.estimate(world.leads).to_df()
    realised = nannyml.PerformanceCalculator(
        y_pred="prediction", y_true="label", problem_type="regression", metrics=["mae"], chunker=days
    ).fit(reference)
    realised.chunker = Windows(LABEL_DAYS, 1, len(world.days))
    known = realised.calculate(world.labelled.assign(day=world.labelled["known"])).to_df()
    return {
        "NannyML: estimated error (DLE)": performance(estimated, world),
        "NannyML: realised error": performance(known, world),
    }


def performance(frame, world):
    period = frame["chunk", "period"]
    normal = frame.loc[period == "reference", ("mae", "value")]
    now = frame[period == "analysis"]
    spread = max(float(normal.std(ddof=0)), 1e-9)
    scores = dict(zip(now["chunk", "key"].astype(int), (now["mae", "value"] - normal.mean()) / spread))
    return [scores.get(day, NOTHING) for day in world.days]


def nannyml_feeds(world):
    missing, rows, columns_moved = {}, {}, {}
    for name, feed in world.feeds.items():
        columns = [each for each in feed.columns if each != "day"]
        before = feed[(feed["day"] <= 0) & (feed["day"] > -56)]
        now = feed[(feed["day"] > 0) & (feed["day"] <= len(world.days))]
        per_day = Windows(1, -55, 0)
        for each, scores in missing_values(columns, per_day, before, now, len(world.days)).items():
            missing[name, each] = scores
        counts = numpy.array([len(within(before, day, 1)) for day in range(-55, 1)])
        today = {day: len(within(now, day, 1)) for day in world.days}
        spread = max(counts.std(), 1e-9)
        rows[name] = {day: abs(count - counts.mean()) / spread for day, count in today.items()}
        texts = [each for each in columns if before[each].nunique() > 1]
        if texts:
            columns_moved[name] = raw_drift(texts, before, now, len(world.days))
    return {
        "NannyML: missing values of a day": most(missing.values(), world),
        "NannyML: rows of a day": most(rows.values(), world),
        "NannyML: drift of raw columns": most(columns_moved.values(), world),
    }


def missing_values(columns, per_day, before, now, days):
    calculator = nannyml.MissingValuesCalculator(column_names=columns, chunker=per_day).fit(before)
    normal = calculator.result.to_df()
    if len(now) == 0:
        return {}
    calculator.chunker = Windows(1, 1, days)
    found = calculator.calculate(now).filter(period="analysis").to_df()
    scores = {}
    for each in columns:
        usual = normal[each, "value"]
        spread = max(float(usual.std(ddof=0)), 0.01)
        keys = found["chunk", "key"].astype(int)
        scores[each] = dict(zip(keys, (found[each, "value"] - usual.mean()).abs() / spread))
    return scores


def raw_drift(columns, before, now, days):
    """Seven days of a table's rows beside the weeks before."""
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=columns, timestamp_column_name="day", chunker=Windows(LEAD_DAYS, -48, 0)
    ).fit(before)
    normal = calculator.result.to_df()
    if len(now) == 0:
        return {}
    calculator.chunker = Windows(LEAD_DAYS, 1, days)
    found = calculator.calculate(pandas.concat([before, now])).filter(period="analysis").to_df()
    scores = [over_usual(normal[name, method_of(normal, name), "value"], found, name) for name in columns]
    return {day: max(each.get(day, NOTHING) for each in scores) for day in range(1, days + 1)}


def river(world):
    """Detectors over the errors in the order in which labels become known; how strict the strictest setting is that has told by then."""
    errors = (world.labelled["label"] - world.labelled["prediction"]).abs().to_numpy()
    known = world.labelled["known"].to_numpy()
    # wrong: further off than nine in ten of those held out, by the first day
    limit = numpy.quantile(errors[known <= 0], 0.9) if (known <= 0).any() else 15.0
    settings = {
        "river: ADWIN": [(-numpy.log10(delta), lambda delta=delta: river_drift.ADWIN(delta=delta, clock=1)) for delta in powers(-40, 0, 2)],
        "river: PageHinkley": [(size, lambda size=size: river_drift.PageHinkley(threshold=size, mode="up")) for size in numpy.geomspace(5, 3000, 60)],
        "river: KSWIN": [(-numpy.log10(alpha), lambda alpha=alpha: river_drift.KSWIN(alpha=alpha, seed=1)) for alpha in powers(-20, 0, 1.5)],
        "river: DDM": [(level, lambda level=level: river_binary.DDM(drift_threshold=level)) for level in numpy.linspace(0.5, 12, 47)],
    }
    found = {}
    for name, choices in settings.items():
        stream = (errors > limit).astype(int) if name == "river: DDM" else errors
        found[name] = strictest(choices, stream, known, len(world.days))
    return found


def powers(least, below, step):
    return [10.0**power for power in numpy.arange(least, below, step)]


def strictest(choices, stream, known, days):
    """Of settings in ascending strictness: by day, that of the strictest that tells on that day."""
    scores = numpy.full(days + 1, 0.0)
    for strictness, make in sorted(choices, key=lambda choice: choice[0]):
        detector = make()
        told = False
        for value, at in zip(stream, known):
            detector.update(value)
            day = int(numpy.ceil(at))
            if detector.drift_detected and 1 <= day <= days:
                scores[day] = max(scores[day], strictness)
                told = True
    return list(scores[1:])


def windows_of(rows, days):
    first, last = int(numpy.ceil(rows["day"].min())), int(numpy.ceil(rows["day"].max()))
    return Windows(days, min(first + days, last), last)


def within(rows, day, days):
    return rows[(rows["day"] > day - days) & (rows["day"] <= day)]
