"""The manifests of the sample city, as kustomize renders them: valid, and as careful as a city's cluster must be."""

from typing import Any

import jsonschema
import kubernetes_validate
import pytest

from kyoso.compose import NAMES, compose
from shared.clock import SystemClock
from shared.service import Site
from shared.settings import Settings
from tests.deploy.deploy_kit import HARDENED_USER, OVERLAYS, PROCESSES, everything, image_environment, objects, pods
from tests.deploy.files.foreign_kinds import SCHEMAS

KUBERNETES = "1.34"
"""The version whose schemas the manifests are held to; pinned, so that a new validator does not change the verdict."""

COMPONENT = "app.kubernetes.io/component"


def container(pod: dict[str, Any]) -> dict[str, Any]:
    (only,) = pod["containers"]
    found: dict[str, Any] = only
    return found


def by_component(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["labels"][COMPONENT]: each for each in objects("services", kind)}


def test_every_object_is_what_the_api_allows() -> None:
    """Strictly: an unknown field is a misspelt one. What Kubernetes does not define itself is held to our schemas."""
    for each in everything():
        if each["kind"] in SCHEMAS:
            jsonschema.validate(each, SCHEMAS[each["kind"]], cls=jsonschema.Draft202012Validator)
        else:
            kubernetes_validate.validate(each, KUBERNETES, strict=True)


def test_a_misspelt_field_is_found() -> None:
    """The validator is strict, also where the schema is ours."""
    deployment = {**objects("services", "Deployment")[0], "spek": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, KUBERNETES, strict=True)
    scaled = objects("services", "ScaledObject")[0]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**scaled, "spec": {**scaled["spec"], "minReplicas": 2}}, SCHEMAS["ScaledObject"])


def test_every_process_has_what_keeps_it_running() -> None:
    """A deployment, an address, a budget for disruptions, an autoscaler."""
    for kind in ("Deployment", "Service", "PodDisruptionBudget", "ScaledObject"):
        assert set(PROCESSES) == set(by_component(kind)), kind


def test_nobody_is_alone() -> None:
    """Two replicas at least; a node that is emptied takes one; a new one is ready before an old one goes."""
    for scaled in objects("services", "ScaledObject"):
        assert scaled["spec"]["minReplicaCount"] >= 2
    for budget in objects("services", "PodDisruptionBudget"):
        assert 1 == budget["spec"]["maxUnavailable"]
    for deployment in objects("services", "Deployment"):
        assert {"maxSurge": 1, "maxUnavailable": 0} == deployment["spec"]["strategy"]["rollingUpdate"]
        keys = {each["topologyKey"] for each in deployment["spec"]["template"]["spec"]["topologySpreadConstraints"]}
        assert {"kubernetes.io/hostname", "topology.kubernetes.io/zone"} == keys


def test_selectors_find_their_own_pods_and_no_others() -> None:
    """A service that selected by the product's name alone would send bookings to points."""
    pods_by_component = {
        name: each["spec"]["template"]["metadata"]["labels"] for name, each in by_component("Deployment").items()
    }
    for kind, path in (("Service", ("selector",)), ("PodDisruptionBudget", ("selector", "matchLabels"))):
        for name, each in by_component(kind).items():
            selector = each["spec"]
            for key in path:
                selector = selector[key]
            assert [name] == [
                other for other, labels in pods_by_component.items() if selector.items() <= labels.items()
            ]


def test_the_probes_ask_what_they_are_for() -> None:
    """Alive: the loop turns. Ready: the store takes writes. A store that is away must restart nobody."""
    for deployment in objects("services", "Deployment"):
        asked = container(deployment["spec"]["template"]["spec"])

        assert "/readyz" == asked["startupProbe"]["httpGet"]["path"]
        assert "/readyz" == asked["readinessProbe"]["httpGet"]["path"]
        assert "/healthz" == asked["livenessProbe"]["httpGet"]["path"]
        assert (
            asked["readinessProbe"]["timeoutSeconds"] > 2
        )  # shared/web/health.py: a probe of the store takes 2 s at most


def test_what_is_in_hand_is_finished_before_the_end() -> None:
    """The grace holds the drain and half a minute for batches and the relay."""
    (config,) = (each for each in objects("services", "ConfigMap") if "kyoso" == each["metadata"]["name"])
    for deployment in objects("services", "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        assert 40 <= pod["terminationGracePeriodSeconds"] >= 30 + float(config["data"]["KYOSO_DRAIN_SECONDS"])


def test_pods_fit_the_restricted_profile() -> None:
    """Kubernetes' own: no root, no capability, no privilege to gain, the runtime's seccomp; and nothing to write to."""
    for name, pod in pods():
        context, inner = pod["securityContext"], container(pod)["securityContext"]

        assert context["runAsNonRoot"] is True, name
        assert HARDENED_USER == context["runAsUser"]
        assert {"type": "RuntimeDefault"} == context["seccompProfile"]
        assert inner["allowPrivilegeEscalation"] is False
        assert inner["readOnlyRootFilesystem"] is True
        assert ["ALL"] == inner["capabilities"]["drop"]
        assert "add" not in inner["capabilities"]
        assert pod["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        assert {"emptyDir", "secret", "configMap"} >= {kind for volume in pod["volumes"] for kind in volume} - {"name"}


def test_the_namespace_enforces_it() -> None:
    """A pod that does not fit is not let in."""
    (namespace,) = objects("services", "Namespace")

    assert "restricted" == namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]


def test_every_pod_says_what_it_needs() -> None:
    """And has a limit; request ≤ limit."""
    for name, pod in pods():
        assert {"cpu", "memory"} == set(container(pod)["resources"]["requests"]), name
        assert {"cpu", "memory"} == set(container(pod)["resources"]["limits"]), name


def test_all_run_one_image_with_a_version() -> None:
    """Jobs and services of one version; never ``latest``."""
    images = {container(pod)["image"] for _, pod in pods()}

    assert 1 == len(images)
    assert images.pop().rpartition(":")[2][0].isdigit()


def test_settings_exist_and_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt setting would be ignored in silence."""
    known = {f"KYOSO_{name.upper()}" for name in Settings.model_fields}
    for part in ("services", "provision"):
        (config,) = (each for each in objects(part, "ConfigMap") if "kyoso" == each["metadata"]["name"])
        assert set() == set(config["data"]) - known
        for key, value in (image_environment() | config["data"]).items():
            monkeypatch.setenv(key, value)
        assert Settings().issuer.startswith("https://")
    for name, pod in pods():
        given = {each["name"] for each in container(pod).get("env", [])}
        assert set() == given - known, name


def test_secrets_are_named_and_hold_no_value() -> None:
    """The city makes them; files, never the environment."""
    assert [] == [each for each in everything() if each["kind"] == "Secret"]
    for name, pod in pods():
        env = container(pod).get("env", [])
        assert all("valueFrom" not in each for each in env), name
        assert all("secretRef" not in each for each in container(pod).get("envFrom", [])), name


def test_every_file_that_a_setting_names_is_mounted() -> None:
    """Each volume that is mounted exists, and each path of a setting lies under a mount."""
    (config,) = (each for each in objects("services", "ConfigMap") if "kyoso" == each["metadata"]["name"])
    files = [value for value in config["data"].values() if value.startswith("/")]
    for name, pod in pods():
        mounts = container(pod)["volumeMounts"]
        assert {each["name"] for each in mounts} == {each["name"] for each in pod["volumes"]}, name
        paths = [each["mountPath"] for each in mounts]
        assert all(any(file.startswith(f"{path}/") for path in paths) for file in files), name
        secrets = {each["secret"]["secretName"] for each in pod["volumes"] if "secret" in each}
        user = next(each["value"] for each in container(pod)["env"] if each["name"] == "KYOSO_KAFKA_USER")
        assert {"kyoso", f"kyoso-kafka-{user.removeprefix('kyoso-')}"} == secrets, name


def test_the_pages_are_given_no_address_of_a_store_and_no_key() -> None:
    """They ask the services; what a stranger's request reaches first holds nothing."""
    (pod,) = (pod for name, pod in pods() if name == "kyoso-portal")
    (common,) = (each["secret"] for each in pod["volumes"] if each["name"] == "secrets")

    assert ["kafka_ca.pem"] == [each["key"] for each in common["items"]]


def test_a_consumer_grows_with_its_lag() -> None:
    """Of its own group, asked with its own user; whoever consumes nothing grows with the processor."""
    composed = compose(Site(Settings(), SystemClock(), b"only to compose" * 3), NAMES)
    consuming = {name for name, service in composed.items() if service.handlers.topics}
    for name in (*NAMES, "portal"):
        scaled = by_component("ScaledObject")[name]
        triggers = {each["type"]: each for each in scaled["spec"]["triggers"]}

        assert "cpu" in triggers
        assert (name in consuming) == ("kafka" in triggers), name
        assert by_component("Deployment")[name]["metadata"]["name"] == scaled["spec"]["scaleTargetRef"]["name"]
        if kafka := triggers.get("kafka"):
            assert name == kafka["metadata"]["consumerGroup"]
            reference = by_component("TriggerAuthentication")[name]
            assert reference["metadata"]["name"] == kafka["authenticationRef"]["name"]
            named = {each["parameter"]: each["name"] for each in reference["spec"]["secretTargetRef"]}
            assert f"kyoso-kafka-{name}" == named["username"] == named["password"]


def test_no_group_can_grow_beyond_its_partitions() -> None:
    """A member without a partition has nothing to do; the topics that grow have 12."""
    assert all(each["spec"]["maxReplicaCount"] <= 12 for each in objects("services", "ScaledObject"))


def test_nobody_talks_to_anybody_unless_it_is_said() -> None:
    """Everything is denied; what is allowed names ports, and only the ingress and Prometheus may come in."""
    policies = {each["metadata"]["name"]: each["spec"] for each in objects("services", "NetworkPolicy")}

    assert {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} == policies["default-deny"]
    incoming = [rule for spec in policies.values() for rule in spec.get("ingress", [])]
    outgoing = [rule for spec in policies.values() for rule in spec.get("egress", [])]
    assert all(rule.get("ports") for rule in (*incoming, *outgoing))
    assert all(rule.get("from") for rule in incoming)
    assert all(rule.get("to") for rule in outgoing)
    wide = {
        name
        for name, spec in policies.items()
        for rule in spec.get("egress", [])
        for peer in rule["to"]
        if peer.get("ipBlock", {}).get("cidr", "").endswith("/0")
    }
    assert {"feeds-calls-webhooks"} == wide
    assert "feeds" == policies["feeds-calls-webhooks"]["podSelector"]["matchLabels"][COMPONENT]


def test_the_paths_are_those_of_one_process() -> None:
    """Each service under its name, the pages at the root, nothing of administration."""
    (ingress,) = objects("services", "Ingress")
    (rule,) = ingress["spec"]["rules"]
    paths = {each["path"]: each["backend"]["service"]["name"] for each in rule["http"]["paths"]}

    assert "kyoso-portal" == paths["/"]
    assert {f"/{name}": f"kyoso-{name}" for name in PROCESSES if name != "portal"}.items() <= paths.items()
    assert set(paths.values()) == {each["metadata"]["name"] for each in objects("services", "Service")}
    assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_what_must_be_there_first_is_a_part_of_its_own() -> None:
    """Topics, access lists and indexes; the services come when these are complete."""
    jobs = {
        each["metadata"]["name"]: container(each["spec"]["template"]["spec"])["args"]
        for each in objects("provision", "Job")
    }

    assert {"kyoso-topics", "kyoso-access", "kyoso-store"} == set(jobs)
    assert (OVERLAYS / "provision/neighbours.toml").is_file()
