from django.apps import AppConfig


class InquiryConfig(AppConfig):
    name = "arrimage.apps.inquiry"
    label = "inquiry"
