"""The words of the documents, Japanese and English side by side."""

from collections.abc import Mapping

SERVICES: Mapping[str, tuple[str, str]] = {
    "people": ("利用者", "people"),
    "booking": ("施設の予約と催し", "rooms and activities"),
    "matching": ("団体と紹介", "groups and introductions"),
    "points": ("ポイント", "points"),
    "notifications": ("お知らせ", "messages"),
    "feeds": ("ほかのシステムへの配信", "events for other systems"),
}
"""The services whose routes are described, in the order of the page."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "docs_title": ("システムをつなぐ方のための資料", "Documents for who connects a system"),
    "docs_lead": (
        "ほかのシステムからこのまちの情報を読んだり、できごとを受け取ったりするための、約束ごとの一覧です。",
        "What another system can ask this town and what it can hear from it: the contracts.",
    ),
    "docs_for": (
        "市の担当者、開発する事業者、研究や地域の活動で使いたい方に向けています。説明は英語です。",
        "For the city's staff, companies that build for it, research, and anyone who makes something for the area.",
    ),
    "docs_asks": ("たずねる（API）", "Asking (API)"),
    "docs_asks_note": (
        "サービスごとに、問い合わせの入口、使える人、送るもの、返ってくるものがあります。",
        "Each service with its routes, who may use them, what to send and what comes back.",
    ),
    "docs_hears": ("聞く（イベント）", "Hearing (events)"),
    "docs_hears_note": (
        "まちで起きたことは、次の種類のイベントとして流れます。公開のものはだれでも、人に関わるものは登録した目的にだけ届きます。",
        "What happens in town travels as these events. Open ones are for all; what concerns people needs a purpose.",
    ),
    "docs_files": ("ファイルで受け取る", "As files"),
    "docs_asyncapi": ("すべてのイベント（AsyncAPI 3）", "All events (AsyncAPI 3)"),
    "docs_openapi": ("このサービスの資料（OpenAPI）", "This service's document (OpenAPI)"),
    "docs_schema": ("このイベントの形（JSON Schema）", "The shape of this event (JSON Schema)"),
    "docs_back": ("資料の一覧へ", "All documents"),
    "docs_link": ("システムをつなぐ方へ（API とイベント）", "For developers: API and events"),
    "api_title": ("{service}（API）", "API: {service}"),
    "api_version": ("版", "Version"),
    "who": ("使える人", "For"),
    "who_anybody": ("だれでも", "anybody"),
    "who_token": ("サインインした人（トークンが必要）", "who is signed in (a token is needed)"),
    "who_either": ("だれでも（トークンがあれば、より詳しく）", "anybody; a token may show more"),
    "parameters": ("送る値", "Parameters"),
    "request_body": ("送る本文", "Body"),
    "answers": ("返ってくるもの", "Answers"),
    "shapes": ("本文の形", "Shapes"),
    "required": ("必須", "required"),
    "on_refusal": ("断られたとき", "refused"),
    "event_topic": ("トピック", "Topic"),
    "event_audience": ("だれが受け取れるか", "Who may hear it"),
    "audience_open": ("公開（だれでも）", "open: anybody"),
    "audience_restricted": ("登録した目的にだけ", "restricted: for a registered purpose"),
    "event_key": ("順序が守られる単位", "In order for each"),
    "event_fields": ("中身", "Fields"),
    "event_example": ("例", "An example"),
    "example_heard": (
        "{time}にこのまちで流れた、いちばん新しいものです。",
        "The last one that was heard in this town, {time}.",
    ),
    "example_made": (
        "見本のまちの例です。人も番号も架空のものです。",
        "From the sample town: the people and numbers in it are made up.",
    ),
    "example_not_yet": (
        "このページが動き始めてから、まだ流れていません。次は見本のまちの例です。",
        "None was heard since this page was started. This one is from the sample town.",
    ),
    "missing_document": (
        "この資料はありません。名前が変わったか、まだ作られていない可能性があります。",
        "There is no such document. It may have another name, or not be there yet.",
    ),
}
