"""What matching answers about the map of the city: areas and towns."""

from services.matching.domain.areas import Area, AreaMap, Town
from shared.web import View


class AreaView(View):
    """An area of a layer: its name in both languages, its centre, and its towns where they are known."""

    area_id: str
    layer: str
    name: dict[str, str]
    latitude: float
    longitude: float
    towns: tuple[str, ...]

    @classmethod
    def of(cls, area: Area, city: AreaMap) -> "AreaView":
        """The view of an area of the map."""
        word, (latitude, longitude) = city.word(area), city.centres[area]
        name, towns = {"ja": word.ja, "en": word.en}, city.members[area]
        return cls(area_id=area.id, layer=area.layer, name=name, latitude=latitude, longitude=longitude, towns=towns)


class TownView(View):
    """A town: its names, how it is read, and a point in its middle."""

    town_id: str
    name: dict[str, str]
    kana: str
    latitude: float
    longitude: float

    @classmethod
    def of(cls, town: Town) -> "TownView":
        """The view of a town of the map."""
        name = {"ja": town.word.ja, "en": town.word.en}
        return cls(town_id=town.id, name=name, kana=town.kana, latitude=town.point[0], longitude=town.point[1])
