"""The other providers that a project may enable, by the names that Supabase gives them, and what people call them."""

from __future__ import annotations

PROVIDERS = {
    "apple": "Apple",
    "azure": "Microsoft",
    "bitbucket": "Bitbucket",
    "discord": "Discord",
    "facebook": "Facebook",
    "figma": "Figma",
    "fly": "Fly",
    "github": "GitHub",
    "gitlab": "GitLab",
    "google": "Google",
    "kakao": "Kakao",
    "keycloak": "Keycloak",
    "linkedin": "LinkedIn",
    "linkedin_oidc": "LinkedIn",
    "notion": "Notion",
    "slack": "Slack",
    "slack_oidc": "Slack",
    "snapchat": "Snapchat",
    "spotify": "Spotify",
    "twitch": "Twitch",
    "twitter": "Twitter",
    "workos": "WorkOS",
    "zoom": "Zoom",
}
