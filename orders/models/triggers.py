"""What the database does by itself to orders."""

import pgtrigger

# The release before this one marks a line as shipped and knows of no quantities.
SHIPPED_AS_A_WHOLE = pgtrigger.Trigger(
    name="shipped_as_a_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("shipped_at"),  # type: ignore[no-untyped-call]  # pgtrigger has no types
    condition=pgtrigger.Q(old__shipped_at__isnull=True, new__shipped_at__isnull=False),
    func="""
        IF NEW.fulfilled_quantity = NEW.quantity THEN
            RETURN NEW;
        END IF;
        IF NEW.fulfilled_quantity > 0 THEN
            RAISE EXCEPTION 'Of order line % some were shipped before.', NEW.id;
        END IF;
        NEW.fulfilled_quantity := NEW.quantity;
        RETURN NEW;
    """,
)
