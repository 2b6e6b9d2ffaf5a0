"""What the shelf holds, counted and drawn: `layout` says where things stand and knows no Django; `counting` asks."""
