"""Where webhooks may go: public addresses over https, the ones a setting names, and no way around."""

import pytest

from services.feeds.addresses import Addresses, NotAllowed, networks_of
from services.feeds.refusals import AddressRefused

PUBLIC = "93.184.215.14"


def addresses(*answers, allowed=""):
    """``answers``: what the resolver says, the last one for ever."""
    left = list(answers)

    async def resolve(host, port):
        return left.pop(0) if len(left) > 1 else left[0]

    return Addresses(networks_of(allowed), resolve)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
     "fec0::1", "64:ff9b:1::1", "::10.0.0.1"],
)  # fmt: skip
async def test_no_private_loopback_link_local_or_metadata_address_is_called(address):
    """By name and by number, in every form of writing that leads there."""
    by_number = f"https://[{address}]/hook" if ":" in address else f"https://{address}/hook"

    with pytest.raises(NotAllowed):
        await addresses([address]).target("https://neighbour.example/hook")
    with pytest.raises(AddressRefused):
        addresses([PUBLIC]).check_url(by_number)


@pytest.mark.parametrize(
    "url",
    ["http://neighbour.example/hook", "ftp://neighbour.example/", "https://user:word@neighbour.example/", "https://",
     "https:///hook", "https://neighbour.example:0/", "https://neighbour.example:99999/", "file:///etc/passwd",
     "https://neighbour.example/#part", "https://neighbour.example/a b", "https://図書館.example/", "neighbour.example",
     "https://neighbour.example\\@127.0.0.1/", "https://n.example/\r\nhost: x", "https://n.example/" + "x" * 500],
)  # fmt: skip
def test_what_is_no_https_url_is_refused_when_it_is_registered(url):
    """Before anything is kept."""
    with pytest.raises(AddressRefused):
        addresses([PUBLIC]).check_url(url)


async def test_a_name_with_one_private_address_among_public_ones_is_not_called():
    """Which of them would be taken is chance."""
    with pytest.raises(NotAllowed):
        await addresses([PUBLIC, "10.0.0.1"]).target("https://neighbour.example/hook")


async def test_the_connection_goes_to_the_address_that_was_checked():
    """A name that answers otherwise the next time gains nothing: it is not asked again."""
    target = await addresses([PUBLIC], ["127.0.0.1"]).target("https://neighbour.example/hook?a=1")

    assert (f"https://{PUBLIC}:443/hook?a=1", "neighbour.example", "neighbour.example") == target


async def test_a_public_v6_address_and_a_port_of_its_own():
    """Written as URLs and ``Host`` write them."""
    target = await addresses(["2606:2800:21f:cb07:6820:80da:af6b:8b2c"]).target("https://neighbour.example:8443")

    assert (
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/",
        "neighbour.example:8443",
        "neighbour.example",
    ) == target


async def test_a_setting_allows_networks_there_without_tls_and_no_others():
    """The city's own network, and nothing beside it: link-local stays refused."""
    allowed = addresses(["10.1.2.3"], allowed="10.1.0.0/16, 127.0.0.0/8")
    allowed.check_url("http://127.0.0.1:8080/hook")
    allowed.check_url("http://hook.city.example/")

    assert "http://10.1.2.3:80/" == (await allowed.target("http://hook.city.example/"))[0]
    for address in ("10.2.0.1", "169.254.169.254", PUBLIC):
        with pytest.raises(NotAllowed):
            await addresses([address], allowed="10.1.0.0/16").target("http://hook.city.example/")


def test_a_setting_that_is_no_network_stops_the_start():
    """A typing error must not open or close anything silently."""
    with pytest.raises(ValueError, match="10"):
        networks_of("10.1.0.0/99")
