"""Our things as FHIR R4 resources (hl7.org/fhir/R4)."""
