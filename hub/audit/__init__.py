"""The record of every act of management: who did what to what, from where, and that it is whole."""
