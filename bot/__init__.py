"""The ground every part stands on: doors to WeChat, database, people, clock. It knows no part."""
