"""Strict schemas of the kinds that Kubernetes does not define itself: the fields we use, and no others.

Written from the documentation of KEDA (ScaledObject, TriggerAuthentication, the kafka and cpu scalers) and of the
Prometheus operator (ServiceMonitor).
"""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]


def fields(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def several(item: Schema) -> Schema:
    """A list that is not empty."""
    return {"type": "array", "items": item, "minItems": 1}


TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 1}
DIGITS: Schema = {"type": "string", "pattern": r"^\d+$"}
"""KEDA's metadata are strings, numbers too: an integer is refused by the API."""
METADATA = fields({"name": TEXT, "namespace": TEXT}, {"labels": {"type": "object", "additionalProperties": TEXT}})


def kind(api: str, name: str, spec: Schema) -> Schema:
    """A kind with its specification."""
    return fields({"apiVersion": {"const": api}, "kind": {"const": name}, "metadata": METADATA, "spec": spec})


CPU = fields(
    {
        "type": {"const": "cpu"},
        "metricType": {"enum": ["Utilization", "AverageValue"]},
        "metadata": fields({"value": DIGITS}),
    }
)
KAFKA = fields(
    {
        "type": {"const": "kafka"},
        "metadata": fields(
            {"bootstrapServers": {"type": "string", "pattern": r"^[\w.-]+:\d+(,[\w.-]+:\d+)*$"}, "consumerGroup": TEXT},
            {
                "topic": TEXT,
                "lagThreshold": DIGITS,
                "activationLagThreshold": DIGITS,
                "offsetResetPolicy": {"enum": ["latest", "earliest"]},
                "allowIdleConsumers": {"enum": ["true", "false"]},
                "sasl": {"enum": ["none", "plaintext", "scram_sha256", "scram_sha512", "oauthbearer", "gssapi"]},
                "tls": {"enum": ["enable", "disable"]},
            },
        ),
        "authenticationRef": fields({"name": TEXT}),
    }
)
BEHAVIOUR = fields(
    {
        "stabilizationWindowSeconds": {"type": "integer", "minimum": 0, "maximum": 3600},
        "policies": several(
            fields({"type": {"enum": ["Pods", "Percent"]}, "value": COUNT, "periodSeconds": {**COUNT, "maximum": 1800}})
        ),
    }
)
SCALED_OBJECT = kind(
    "keda.sh/v1alpha1",
    "ScaledObject",
    fields(
        {"scaleTargetRef": fields({"name": TEXT}), "triggers": several({"oneOf": [CPU, KAFKA]})},
        {
            "minReplicaCount": {"type": "integer", "minimum": 0},
            "maxReplicaCount": COUNT,
            "pollingInterval": COUNT,
            "cooldownPeriod": COUNT,
            "advanced": fields(
                {
                    "horizontalPodAutoscalerConfig": fields(
                        {"behavior": fields({}, {"scaleDown": BEHAVIOUR, "scaleUp": BEHAVIOUR})}
                    )
                }
            ),
        },
    ),
)
TRIGGER_AUTHENTICATION = kind(
    "keda.sh/v1alpha1",
    "TriggerAuthentication",
    fields(
        {
            "secretTargetRef": several(
                fields(
                    {
                        "parameter": {"enum": ["username", "password", "ca", "cert", "key", "sasl", "tls"]},
                        "name": TEXT,
                        "key": TEXT,
                    }
                )
            )
        }
    ),
)
SERVICE_MONITOR = kind(
    "monitoring.coreos.com/v1",
    "ServiceMonitor",
    fields(
        {
            "selector": fields({"matchLabels": {"type": "object", "additionalProperties": TEXT}}),
            "endpoints": several(
                fields({"port": TEXT, "path": TEXT, "interval": {"type": "string", "pattern": r"^\d+s$"}})
            ),
        }
    ),
)

SCHEMAS: dict[str, Schema] = {
    "ScaledObject": SCALED_OBJECT,
    "TriggerAuthentication": TRIGGER_AUTHENTICATION,
    "ServiceMonitor": SERVICE_MONITOR,
}
