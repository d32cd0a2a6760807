"""What is odd about a photo is noted: where, when, and what the picture itself says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from form_builder.photos import rules

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
HERE = {"lat": 31.2304, "lon": 121.4737}


def test_distances_on_the_earth() -> None:
    """A degree of latitude is π·6,371,008.8/180 = 111,195.08 m; of longitude that times cos(latitude)."""
    assert abs(rules.metres({"lat": 0, "lon": 0}, {"lat": 1, "lon": 0}) - 111_195.08) < 0.01
    assert abs(rules.metres({"lat": 60, "lon": 0}, {"lat": 60, "lon": 0.001}) - 55.5975) < 0.001
    assert abs(rules.metres({"lat": 0, "lon": 179.5}, {"lat": 0, "lon": -179.5}) - 111_195.08) < 0.01
    assert rules.metres({"lat": 0, "lon": 0}, {"lat": 0, "lon": 180}) > 20_015_000
    assert rules.metres(HERE, HERE) == 0


def test_where_it_was_taken() -> None:
    near, far = {**HERE, "accuracy": 20}, {"lat": 31.2404, "lon": 121.4737, "accuracy": 20}  # 1,112 m to the north
    assert rules.of_place(True, near, HERE) == ([], 0.0)
    assert rules.of_place(True, far, HERE) == (["far_away"], 1112.0)
    assert rules.of_place(True, {**far, "accuracy": 700}, HERE) == (["imprecise_location"], 1112.0)  # it may be near
    assert rules.of_place(True, {**near, "accuracy": 0}, HERE) == (["mocked_location"], 0.0)
    assert rules.of_place(True, {**near, "accuracy": None}, None) == ([], None)
    assert rules.of_place(True, None, HERE) == (["no_location"], None)
    assert rules.of_place(False, None, HERE) == ([], None)


def test_when_it_was_taken() -> None:
    begun, sent = NOON, NOON + timedelta(minutes=20)

    def flags(minutes: int, *, camera_only: bool = True) -> list[str]:
        return rules.of_time(NOON + timedelta(minutes=minutes), begun, sent, camera_only=camera_only)

    assert flags(5) == flags(-9) == flags(29) == flags(-60, camera_only=False) == []
    assert flags(-11) == flags(31) == flags(31, camera_only=False) == ["time_differs"]
    assert rules.of_time(None, begun, sent, camera_only=True) == []
    assert rules.of_time(NOON, None, sent, camera_only=True) == []


def test_what_the_picture_itself_says() -> None:
    def flags(exif: str | None, place: dict[str, float] | None = None) -> list[str]:
        return rules.of_exif(exif, place, NOON, HERE, "Asia/Shanghai")

    assert flags("2026:11:23 12:05:00") == flags(None) == flags("0000:00:00 00:00:00") == flags("nonsense") == []
    assert flags("2026:11:22 12:00:00") == flags("2026:11:23 04:00:00") == ["time_differs"]
    assert flags(None, {"lat": 31.23, "lon": 121.47}) == []
    assert flags(None, {"lat": 30.0, "lon": 121.47}) == ["place_differs"]
