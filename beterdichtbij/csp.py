"""The content security policy: nothing inline, nothing from elsewhere. The import map has the nonce.

Text becomes HTML or a script's address only through the one policy in `static/js/trusted.js`.
"""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["beterdichtbij"],
    }
}
