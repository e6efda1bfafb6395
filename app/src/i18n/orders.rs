//! The list of orders and an order's page.

texts! {}
