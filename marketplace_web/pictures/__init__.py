"""Pictures that the server draws: what a shared link shows, and the icons of the app."""
