"""What programs of shoppers and merchants need besides what people do."""
