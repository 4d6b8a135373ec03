"""What keeps a deployment safe: taken out of its files, or out of what containers ask, a check must fail."""

import shutil

from tests.controls.table import Control
from tests.deploy.deploy_kit import kustomize

COMPOSE = "tests/deploy/files/test_compose.py"
IMAGE = "tests/deploy/files/test_image.py"
KUBERNETES = "tests/deploy/files/test_kubernetes.py"
COMMANDS = "tests/deploy/files/test_commands.py"
PROXY = "tests/deploy/files/test_proxy.py"
HEALTH = "tests/unit/town/test_health_command.py"
FILE = "docker-compose.yml"
DEPLOYMENT = "deploy/k8s/base/service/deployment.yaml"

FILES = (
    Control(
        "a container's root that cannot be written to",
        FILE,
        '  user: "10001:10001"\n  read_only: true\n',
        '  user: "10001:10001"\n',
        (f"{COMPOSE}::test_our_containers_can_do_nothing_but_their_work",),
    ),
    Control(
        "a setting that exists",
        FILE,
        "  KYOSO_DRAIN_SECONDS:",
        "  KYOSO_DRAIN_SECOND:",
        (f"{COMPOSE}::test_every_setting_that_a_container_gets_exists",),
    ),
    Control(
        "no start without the city's issuer",
        FILE,
        "${KYOSO_ISSUER:?the OIDC issuer's https address, in .env}",
        "${KYOSO_ISSUER:-}",
        (f"{COMPOSE}::test_nothing_starts_without_what_only_the_city_knows",),
    ),
    Control(
        "a bus and a store that nobody outside reaches",
        FILE,
        "    internal: true\n",
        "    internal: false\n",
        (f"{COMPOSE}::test_the_bus_and_the_store_cannot_be_reached_from_outside",),
    ),
    Control(
        "a misspelt key of the compose file",
        FILE,
        "  stop_grace_period: 40s #",
        "  stop_grace_perod: 40s #",
        (f"{COMPOSE}::test_it_is_what_the_compose_specification_allows",),
    ),
    Control(
        "an option that is gone is found before the night",
        FILE,
        "command: [store, apply]",
        "command: [store, apply, --all]",
        (f"{COMMANDS}::test_every_command_of_the_compose_file_is_run_by_a_test",),
    ),
    Control(
        "an image that runs as nobody",
        "deploy/image/Dockerfile",
        "USER 10001:10001\n",
        "",
        (f"{IMAGE}::test_it_runs_as_nobody_and_asks_itself_how_it_is",),
    ),
    Control(
        "an image into which nothing lies about",
        ".dockerignore",
        "*\n!requirements.in\n",
        "!requirements.in\n",
        (f"{IMAGE}::test_what_it_copies_is_there_and_is_let_through",),
    ),
    Control(
        "a health check that fails when it is not ready",
        "kyoso/commands/health.py",
        "    if status != 200:\n",
        "    if status == 404:\n",
        (f"{HEALTH}::test_a_process_that_is_not_ready_is_1",),
    ),
    Control(
        "a health check that no proxy answers",
        "kyoso/commands/health.py",
        "urllib.request.ProxyHandler({})",
        "urllib.request.ProxyHandler()",
        (f"{HEALTH}::test_it_asks_the_process_itself_and_no_proxy",),
    ),
)

THE_PROXY = (
    Control(
        "a proxy that knows every replica",
        FILE,
        "KYOSO_BOOKING: booking-1:8000 booking-2:8000",
        "KYOSO_BOOKING: booking-1:8000",
        (f"{PROXY}::test_it_knows_every_replica_by_name",),
    ),
    Control(
        "a command whose body is gone is offered to nobody else",
        "deploy/caddy/Caddyfile",
        "\t{$KYOSO_KEEP_BODIES}\n",
        "\tlb_retry_match {\n\t\theader Idempotency-Key *\n\t}\n",
        ("tests/cluster/test_front.py::test_a_command_that_broke_off_does_not_take_the_other_replica_away",),
    ),
)
"""Where Caddy is, which reads its file for the check."""

MANIFESTS = (
    Control(
        "pods of the restricted profile",
        DEPLOYMENT,
        "            readOnlyRootFilesystem: true\n",
        "            readOnlyRootFilesystem: false\n",
        (f"{KUBERNETES}::test_pods_fit_the_restricted_profile",),
    ),
    Control(
        "a store that is away restarts nobody",
        DEPLOYMENT,
        "httpGet: { path: /healthz, port: http }",
        "httpGet: { path: /readyz, port: http }",
        (f"{KUBERNETES}::test_the_probes_ask_what_they_are_for",),
    ),
    Control(
        "a misspelt field of a manifest",
        DEPLOYMENT,
        "      terminationGracePeriodSeconds: 40\n",
        "      terminationGracePeriod: 40\n",
        (f"{KUBERNETES}::test_every_object_is_what_the_api_allows",),
    ),
    Control(
        "nobody talks to anybody unless it is said",
        "deploy/k8s/base/common/network.yaml",
        "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n",
        "  podSelector: {}\n  policyTypes: [Ingress]\n",
        (f"{KUBERNETES}::test_nobody_talks_to_anybody_unless_it_is_said",),
    ),
)
"""Where kustomize is, which renders them."""

DEPLOY = (*FILES, *(THE_PROXY if shutil.which("caddy") else ()), *(MANIFESTS if kustomize() else ()))
