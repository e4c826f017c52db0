"""Tests Qlik Sense connections with OpenMetadata's own code: a file on each line of input, an answer in JSON on each line of output."""

import json
import sys
import traceback
from pathlib import Path

from metadata.config.common import load_config_file
from metadata.generated.schema.api.services.createDashboardService import CreateDashboardServiceRequest
from metadata.ingestion.api.parser import parse_workflow_config_gracefully
from metadata.ingestion.source.dashboard.qliksense.client import QlikSenseClient


def connection(path):
    config = load_config_file(Path(path))
    if "source" not in config:
        return CreateDashboardServiceRequest(**config).connection.config
    service = parse_workflow_config_gracefully(config).source.serviceConnection
    # The root of a model without a name of its own is "root" in pydantic 2 and "__root__" in pydantic 1.
    return (getattr(service, "root", None) or service.__root__).config


def answer(path):
    try:
        found = QlikSenseClient(connection(path)).get_dashboard_for_test_connection()
        return {"documents": [document.qDocName for document in found.result.qDocList]}
    except Exception:
        return {"error": traceback.format_exc()}


# What the package prints must not stand among the answers.
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), file=answers, flush=True)
