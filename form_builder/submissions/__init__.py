"""Submissions: taken once however often they are sent, whole once every photo is here, changed only with a reason."""
